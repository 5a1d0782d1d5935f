using System.Reflection;

namespace HiveFlow.Architecture.Tests.ProgrammingModel;

/// <summary>The public and protected members of a type, each as one line, the way the list writes them.</summary>
internal static class MemberLines
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.DeclaredOnly;

    private static readonly HashSet<string> OfRecords =
        new(["ToString", "Equals", "GetHashCode", "PrintMembers", "op_Equality", "op_Inequality", "get_EqualityContract"], StringComparer.Ordinal);

    private static readonly Dictionary<Type, string> Words = new()
    {
        [typeof(void)] = "void",
        [typeof(object)] = "object",
        [typeof(string)] = "string",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(double)] = "double",
        [typeof(char)] = "char",
        [typeof(byte)] = "byte",
    };

    public static IReadOnlyList<string> Of(Type type) =>
    [
        .. type.GetConstructors(Declared).Where(IsVisible).Select(made => $"{ShortName(type)}({Parameters(made)})")
            .Concat(type.GetMethods(Declared).Where(IsVisible).Where(IsWritten).Select(Line))
            .Concat(type.GetFields(Declared).Where(field => (field.IsPublic || field.IsFamily) && !field.IsSpecialName).Select(Line))
            .Order(StringComparer.Ordinal),
    ];

    public static string ShortName(Type type) => type.Name.Split('`')[0];

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    // What the compiler writes for a record or an enum is nobody's use of the model.
    private static bool IsWritten(MethodInfo method) => !method.Name.Contains('<', StringComparison.Ordinal) && !OfRecords.Contains(method.Name);

    private static string Line(FieldInfo field) => field is { IsLiteral: true, DeclaringType.IsEnum: true }
        ? $"{field.Name} = {field.GetRawConstantValue()}"
        : $"{Name(field.FieldType)} {field.Name}";

    private static string Line(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : string.Empty;
        return $"{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        $"{Name(p.ParameterType)} {p.Name}{(p.HasDefaultValue ? $" = {p.RawDefaultValue ?? "null"}" : string.Empty)}"));

    private static string Name(Type type)
    {
        if (Words.TryGetValue(type, out var word))
        {
            return word;
        }

        if (type.IsArray)
        {
            return $"{Name(type.GetElementType()!)}[]";
        }

        return type.IsGenericType ? $"{ShortName(type)}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name.TrimEnd('&');
    }
}
