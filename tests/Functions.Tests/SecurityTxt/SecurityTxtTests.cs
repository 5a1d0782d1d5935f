using System.Globalization;

namespace HiveFlow.Functions.Tests.SecurityTxt;

[Collection(ApiGroup.Name)]
public sealed class SecurityTxtTests(ApiHost api)
{
    [Fact]
    public async Task Who_finds_a_hole_is_told_where_to_report_it()
    {
        using var response = await api.SendAsync("GET", "/.well-known/security.txt");
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n');

        Assert.Contains("Contact: mailto:security@hiveflow.ai", lines);
        var expires = DateTimeOffset.Parse(lines.Single(l => l.StartsWith("Expires: ", StringComparison.Ordinal))[9..], CultureInfo.InvariantCulture);
        Assert.InRange(expires - DateTimeOffset.UtcNow, TimeSpan.FromDays(30), TimeSpan.FromDays(365));
    }
}
