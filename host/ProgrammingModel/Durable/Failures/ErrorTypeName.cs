using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>
/// Finds an exception's type by the name that history holds. Only assemblies that are loaded already are searched: a name
/// from a history must not be able to load code.
/// </summary>
internal static class ErrorTypeName
{
    public static bool IsDerivedFrom(string? name, Type baseType)
    {
        // Double brackets would name the assemblies of generic arguments, which are loaded on sight; Type.ToString has none.
        if (string.IsNullOrEmpty(name) || name.Contains("[[", StringComparison.Ordinal))
        {
            return false;
        }

        if (name == baseType.ToString())
        {
            return true;
        }

        Type? nearest = Find(typeof(object).Assembly, name) ?? Find(baseType.Assembly, name);
        return nearest is not null
            ? baseType.IsAssignableFrom(nearest)
            : AppDomain.CurrentDomain.GetAssemblies().Any(assembly => baseType.IsAssignableFrom(Find(assembly, name)));
    }

    private static Type? Find(Assembly assembly, string name)
    {
        try
        {
            return assembly.GetType(name, throwOnError: false);
        }
        catch (Exception e) when (e is ArgumentException or IOException or BadImageFormatException)
        {
            // A name that is no type name at all, or one whose generic arguments can't be resolved.
            return null;
        }
    }
}
