using System.Globalization;
using Microsoft.DurableTask;

namespace HiveFlow.ProgrammingModel.Tests.Durable.Orchestrations;

public sealed class DeterministicGuidTests
{
    [Theory]
    [InlineData("abc", "2026-01-02T03:04:05.0000000Z", 0, "370d3d9a-7333-5a0f-8ab2-b41ade0b372d")]
    [InlineData("abc", "2026-01-02T03:04:05.0000000Z", 1, "98f65752-809f-5914-914d-f7da829ccb41")]
    [InlineData("fa11a04ef1554d949bc4f1cb953d3e10", "2026-11-23T23:24:43.8820691Z", 0, "face6acd-a120-569d-9275-9d0b301ca35d")]
    public void Ids_are_those_the_official_engine_makes(string instance, string time, int number, string expected)
    {
        DateTime utc = DateTime.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

        Assert.Equal(Guid.Parse(expected), DeterministicGuid.Create(instance, utc, number));
    }
}
