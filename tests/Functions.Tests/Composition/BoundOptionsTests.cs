using System.Reflection;
using HiveFlow.Functions.Composition;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiveFlow.Functions.Tests.Composition;

public sealed class BoundOptionsTests
{
    [Fact]
    public void Every_options_record_of_a_capability_is_read_from_its_section()
    {
        var services = new ServiceCollection().AddHiveFlow(new ConfigurationBuilder().Build());
        var read = services
            .Where(s => s.ServiceType.IsGenericType && s.ServiceType.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
            .Where(s => s.ImplementationInstance?.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(SectionReading<>))
            .Select(s => s.ServiceType.GenericTypeArguments[0])
            .ToHashSet();
        var validated = Assemblies(typeof(HiveFlowServices).Assembly)
            .SelectMany(a => a.GetTypes())
            .SelectMany(t => t.GetInterfaces().Select(i => (Type: t, Interface: i)))
            .Where(x => !x.Type.IsGenericType && x.Interface.IsGenericType && x.Interface.GetGenericTypeDefinition() == typeof(IValidateOptions<>))
            .Select(x => x.Interface.GenericTypeArguments[0])
            .ToHashSet();

        Assert.NotEmpty(validated);
        Assert.Empty(validated.Where(t => !read.Contains(t)).Select(t => t.FullName));
    }

    private static IEnumerable<Assembly> Assemblies(Assembly root)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Queue<Assembly>([root]);
        while (open.TryDequeue(out var assembly))
        {
            if (!seen.Add(assembly.FullName!))
            {
                continue;
            }

            yield return assembly;
            foreach (var name in assembly.GetReferencedAssemblies().Where(n => n.Name!.StartsWith("HiveFlow.", StringComparison.Ordinal)))
            {
                open.Enqueue(Assembly.Load(name));
            }
        }
    }
}
