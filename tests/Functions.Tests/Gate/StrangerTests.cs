using System.Net;

namespace HiveFlow.Functions.Tests.Gate;

/// <summary>What belongs to others looks like what never was.</summary>
[Collection(ApiGroup.Name)]
public sealed class StrangerTests(ApiHost api)
{
    private const string Never = "0123456789abcdef01234567";

    public static TheoryData<string, string> WithId => Routes.WithId();

    [Theory]
    [MemberData(nameof(WithId))]
    public async Task A_strangers_id_gets_the_bytes_of_an_id_that_never_was(string function, string method)
    {
        foreach (var theirs in await IdsOfAdaAsync())
        {
            using var stranger = await api.SendAsync(method, Routes.Path(function, theirs), api.Eve.Token, BodyOf(method));
            using var never = await api.SendAsync(method, Routes.Path(function, Never), api.Eve.Token, BodyOf(method));

            Assert.Equal(never.StatusCode, stranger.StatusCode);
            Assert.False(stranger.IsSuccessStatusCode);
            var (one, other) = (await Problem.WithoutNamesAsync(stranger), await Problem.WithoutNamesAsync(never));
            Assert.Equal(other.Replace(Never, "…", StringComparison.Ordinal), one.Replace(theirs, "…", StringComparison.Ordinal));
        }
    }

    private static StringContent? BodyOf(string method) =>
        method is "POST" or "PUT" or "PATCH" ? new StringContent("{\"name\":\"x\",\"nodes\":[],\"edges\":[]}", null, "application/json") : null;

    private async Task<IReadOnlyList<string>> IdsOfAdaAsync()
    {
        if (ids is null)
        {
            using var made = await api.SendAsync("POST", "/api/flows", api.Ada.Token, BodyOf("POST"));
            var flow = (await ApiHost.ReadAsync(made, HttpStatusCode.Created))["flow"]!["id"]!.GetValue<string>();
            var (key, _) = await api.NewKeyAsync(api.Ada, "read");
            ids = [flow, key];
        }

        return ids;
    }

    private static IReadOnlyList<string>? ids;
}
