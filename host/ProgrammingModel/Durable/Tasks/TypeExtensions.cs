using System.Reflection;

namespace Microsoft.DurableTask;

/// <summary>Name and version of a task class, from its attribute or its own name.</summary>
internal static class TypeExtensions
{
    public static TaskName GetTaskName(this Type type)
    {
        TaskName declared = type.GetCustomAttribute<DurableTaskAttribute>(inherit: false)?.Name ?? default;
        return declared == default ? new TaskName(type.Name) : declared;
    }

    public static TaskVersion GetDurableTaskVersion(this Type type) =>
        new(type.GetCustomAttribute<DurableTaskAttribute>(inherit: false)?.Version);
}
