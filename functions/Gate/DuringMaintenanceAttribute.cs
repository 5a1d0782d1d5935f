namespace HiveFlow.Functions.Gate;

/// <summary>
/// The function stays open while the service is being maintained although it changes something: it steers what runs already. Without it
/// everything that changes what an organization has, or starts something, is refused then.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DuringMaintenanceAttribute : Attribute;
