namespace HiveFlow.EndToEnd;

/// <summary>A test that runs commands of the documents; skipped, with the reason, where curl is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NeedsCurlAttribute : FactAttribute
{
    public NeedsCurlAttribute()
    {
        if (!NeedsJailAttribute.IsThere("curl"))
        {
            Skip = "The commands need curl, which this machine lacks.";
        }
    }
}
