using System.Collections;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Host.Functions;

/// <summary>The features of one invocation.</summary>
internal sealed class InvocationFeatureSet : IInvocationFeatures
{
    private readonly Dictionary<Type, object> features = [];

    /// <inheritdoc/>
    public void Set<T>(T instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        features[typeof(T)] = instance;
    }

    /// <inheritdoc/>
    public T? Get<T>() => features.TryGetValue(typeof(T), out var feature) ? (T)feature : default;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => features.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => features.GetEnumerator();
}
