using HiveFlow.Functions.Gate;

namespace HiveFlow.Functions.Tests.Gate;

public sealed class RoutePathTests
{
    [Theory]
    [InlineData("api/health", "/api/health", true)]
    [InlineData("api/health", "/API/Health", true)]
    [InlineData("api/health", "/api/health/", true)]
    [InlineData("api/health", "//api/health", false)]
    [InlineData("api/health", "/api/health//", false)]
    [InlineData("api/health", "/api//health", false)]
    [InlineData("api/health", "/api", false)]
    [InlineData("api/health", "/api/health/x", false)]
    [InlineData("api/flows/{id:length(24)}", "/api/flows/0123456789abcdef01234567", true)]
    [InlineData("api/flows/{id:length(24)}", "/api/flows/import", false)]
    [InlineData("api/flows/{id:length(24)}", "/api/flows/", false)]
    [InlineData("api/runs/{id}/steps", "/api/runs/x/steps", true)]
    [InlineData("api/runs/{id}/steps", "/api/runs//steps", false)]
    [InlineData("v/{number:int:min(1)}/restore", "/v/1/restore", true)]
    [InlineData("v/{number:int:min(1)}/restore", "/v/0/restore", false)]
    [InlineData("v/{number:int:min(1)}/restore", "/v/one/restore", false)]
    [InlineData("{*path}", "/anything/at/all", true)]
    [InlineData("{*path}", "/", true)]
    public void A_path_is_of_a_route_or_not(string template, string path, bool matches) =>
        Assert.Equal(matches, RoutePath.Parse(template).Matches(path));

    [Theory]
    [InlineData("api/{id:guid}")]
    [InlineData("api/{id}x")]
    [InlineData("api/{*rest}/more")]
    [InlineData("api//x")]
    [InlineData("api/{id:length(x)}")]
    public void A_template_of_another_kind_is_refused(string template) =>
        Assert.Throws<FormatException>(() => RoutePath.Parse(template));

    [Fact]
    public void OpenAPI_sees_the_parameters_without_their_constraints() =>
        Assert.Equal("/api/flows/{id}/versions/{number}", RoutePath.Parse("api/flows/{id:length(24)}/versions/{number:int:min(1)}").OpenApiPath);
}
