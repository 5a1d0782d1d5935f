namespace Microsoft.DurableTask.Worker;

internal static class DurableTaskRegistryExtensions
{
    /// <summary>What makes the tasks that are registered now.</summary>
    public static IVersionedTaskFactory BuildFactory(this DurableTaskRegistry registry) => new DurableTaskFactory(registry);
}
