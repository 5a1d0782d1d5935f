using System.Reflection;
using System.Runtime.InteropServices;

namespace HiveFlow.Compatibility.Surface;

/// <summary>The public and protected members of the types of some assemblies, each as one line, read without running anything.</summary>
internal sealed class PublicSurface : IDisposable
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private readonly MetadataLoadContext _context;
    private readonly ILookup<string, Type> _types;

    /// <param name="assemblies">Files to read.</param>
    /// <param name="beside">Files that they refer to, in addition to the runtime's.</param>
    public PublicSurface(IReadOnlyCollection<string> assemblies, IEnumerable<string> beside)
    {
        string runtime = RuntimeEnvironment.GetRuntimeDirectory();
        string web = Path.Combine(runtime, "..", "..", "Microsoft.AspNetCore.App", Path.GetFileName(runtime.TrimEnd('/', '\\')));
        IEnumerable<string> files = assemblies.Concat(beside).Concat(Dlls(runtime)).Concat(Dlls(web)).DistinctBy(Path.GetFileName);
        _context = new MetadataLoadContext(new PathAssemblyResolver(files));
        _types = assemblies
            .SelectMany(file => _context.LoadFromAssemblyPath(file).GetTypes())
            .Where(type => type.IsVisible)
            .ToLookup(type => type.FullName!);
    }

    public IEnumerable<string> Types => _types.Select(type => type.Key);

    public static string[] Dlls(string folder) => Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dll") : [];

    /// <summary>What kind of type it is; null: there is none of this name.</summary>
    public string? Kind(string type) => _types[type].FirstOrDefault() switch
    {
        null => null,
        { IsInterface: true } => "interface",
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    /// <summary>The members of every type of this name: a name may stand in several assemblies.</summary>
    public IReadOnlySet<string> Members(string type) => _types[type].SelectMany(Members).ToHashSet();

    public void Dispose() => _context.Dispose();

    private static IEnumerable<string> Members(Type type) =>
    [
        .. type.GetConstructors(Declared).Where(IsVisible).Select(made => $"constructor({Parameters(made)})"),
        .. type.GetMethods(Declared).Where(IsVisible).Where(IsNamed).Select(Line),
        .. type.GetFields(Declared).Where(field => field.IsPublic || field.IsFamily).Select(Line),
    ];

    private static string Line(FieldInfo field)
    {
        string value = field is { IsLiteral: true, DeclaringType.IsEnum: true } ? $" = {field.GetRawConstantValue()}" : string.Empty;
        return $"{Name(field.FieldType)} {field.Name}{value}";
    }

    private static string Line(MethodInfo method)
    {
        string generic = method.IsGenericMethod ? $"<{string.Join(",", method.GetGenericArguments().Select(Name))}>" : string.Empty;
        string how = method.IsAbstract ? " abstract" : method is { IsVirtual: true, IsFinal: false } ? " virtual" : string.Empty;
        return $"{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)}){how}{(method.IsStatic ? " static" : "")}";
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler makes for a record has a name that no source can say.
    private static bool IsNamed(MethodInfo method) => !method.Name.Contains('<', StringComparison.Ordinal);

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(Line));

    private static string Line(ParameterInfo parameter)
    {
        string value = parameter.HasDefaultValue ? $" = {parameter.RawDefaultValue ?? "null"}" : string.Empty;
        return $"{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Name(Type type) => type switch
    {
        { IsGenericParameter: true } => type.Name,
        { IsArray: true } => $"{Name(type.GetElementType()!)}[]",
        { IsByRef: true } => $"{Name(type.GetElementType()!)}&",
        { IsGenericType: true } =>
            $"{type.GetGenericTypeDefinition().FullName}<{string.Join(",", type.GetGenericArguments().Select(Name))}>",
        _ => type.FullName ?? type.Name,
    };
}
