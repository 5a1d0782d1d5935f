using System.Reflection;
using System.Runtime.InteropServices;

namespace HiveFlow.Architecture.Tests.Azure;

/// <summary>A test that runs the Bicep compiler, which the registry serves for Linux on x64.</summary>
public sealed class BicepFactAttribute : FactAttribute
{
    public BicepFactAttribute()
    {
        if (!File.Exists(Compiler))
        {
            Skip = $"There is no Bicep compiler for {RuntimeInformation.RuntimeIdentifier} among the restored packages.";
        }
    }

    /// <summary>The compiler's file, whether it is there or not.</summary>
    public static string Compiler { get; } = typeof(BicepFactAttribute).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "BicepCompiler").Value!;
}
