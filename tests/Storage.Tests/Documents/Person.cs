using System.Text.Json.Serialization;
using HiveFlow.Storage.Documents;

namespace HiveFlow.Storage.Tests.Documents;

/// <summary>The suites' document.</summary>
public sealed record Person(string Name, string? City = null, long? Age = null, DateTimeOffset? Until = null)
{
    /// <summary>With every kind of index.</summary>
    public static readonly Collection<Person> Collection = new Collection<Person>("people", PersonJson.Default.Person)
        .WithUniqueIndex("name", ("name", person => person.Name))
        .WithUniqueIndex("place", ("city", person => person.City), ("age", person => person.Age is { } age ? age : IndexValue.None))
        .WithIndex("city_age", ("city", person => person.City), ("age", person => person.Age is { } age ? age : IndexValue.None))
        .WithExpiry(person => person.Until);

    /// <summary>With one index and nothing unique.</summary>
    public static readonly Collection<Person> Plain = new Collection<Person>("plain", PersonJson.Default.Person)
        .WithIndex("city", ("city", person => person.City), ("age", person => person.Age is { } age ? age : IndexValue.None));
}

[JsonSerializable(typeof(Person))]
internal sealed partial class PersonJson : JsonSerializerContext;
