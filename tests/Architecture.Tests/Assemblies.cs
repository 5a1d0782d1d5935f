using System.Reflection;

namespace HiveFlow.Architecture.Tests;

/// <summary>Our own assemblies, as they lie beside the tests.</summary>
internal static class Assemblies
{
    public static IReadOnlyList<Assembly> Ours { get; } =
    [
        .. Directory.GetFiles(AppContext.BaseDirectory, "*.dll")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(n => n == "hiveflow" || (n.StartsWith("HiveFlow.", StringComparison.Ordinal) && !n.EndsWith(".Tests", StringComparison.Ordinal)))
            .Select(Assembly.Load),
    ];

    public static IEnumerable<Type> Types => Ours.SelectMany(a => a.GetTypes());
}
