namespace HiveFlow.Engine.Execution;

/// <summary>Which instance ids there can be, as on Azure: at most 256 characters, none of <c>/ \ # ?</c>, no control characters, no leading <c>@</c>.</summary>
internal static class InstanceIdRules
{
    private const int Longest = 256;

    /// <summary>What is wrong with the id, as a sentence; null when nothing is.</summary>
    public static string? Check(string? id)
    {
        if (string.IsNullOrWhiteSpace(id))
        {
            return "An instance id must not be empty.";
        }

        if (id.Length > Longest)
        {
            return $"An instance id has at most {Longest} characters.";
        }

        if (id[0] == '@')
        {
            return "Instance ids that begin with '@' belong to entities.";
        }

        foreach (var one in id)
        {
            if (one is '/' or '\\' or '#' or '?' || char.IsControl(one))
            {
                return "An instance id must not contain '/', '\\', '#', '?' or control characters.";
            }
        }

        return null;
    }
}
