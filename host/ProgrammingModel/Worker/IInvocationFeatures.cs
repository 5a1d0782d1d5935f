namespace Microsoft.Azure.Functions.Worker;

/// <summary>Objects by type that belong to one invocation.</summary>
public interface IInvocationFeatures : IEnumerable<KeyValuePair<Type, object>>
{
    /// <summary>Puts <paramref name="instance"/> in the place of its type.</summary>
    /// <exception cref="ArgumentNullException">It is null.</exception>
    void Set<T>(T instance);

    /// <summary>What stands in the place of the type; null when nothing does.</summary>
    T? Get<T>();
}
