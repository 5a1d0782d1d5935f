namespace HiveFlow.Errors.Tests;

public sealed class ErrorTests
{
    [Fact]
    public void A_secret_never_shows_itself()
    {
        var secret = new Secret("hf_abc");

        Assert.Equal("***", $"{secret}");
        Assert.Equal("hf_abc", secret.Reveal());
    }

    [Theory]
    [InlineData("hf_abc", true)]
    [InlineData("hf_abd", false)]
    [InlineData("hf_ab", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_secret_matches_its_own_text_alone(string? candidate, bool matches) =>
        Assert.Equal(matches, new Secret("hf_abc").Matches(candidate));

    [Fact]
    public void A_fault_of_several_fields_names_the_first_and_counts_them()
    {
        var error = RequestErrors.Invalid(new Dictionary<string, IReadOnlyList<string>>
        {
            ["name"] = ["name is required."],
            ["nodes"] = ["nodes must be an array."],
        });

        Assert.Equal(ErrorKind.Invalid, error.Code.Kind);
        Assert.Contains("2 fields", error.Message, StringComparison.Ordinal);
        Assert.Contains("name is required.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Everything_to_be_tried_again_later_says_when() =>
        Assert.Equal(TimeSpan.FromSeconds(2), RequestErrors.Unavailable("The store is away.", TimeSpan.FromSeconds(2)).RetryAfter);

    [Fact]
    public void A_result_is_a_value_or_an_error()
    {
        Result<string> good = "value";
        Result<string> bad = RequestErrors.NotFound("flow");

        Assert.True(good.IsSuccess);
        Assert.Equal("value", good.Value);
        Assert.False(bad.IsSuccess);
        Assert.Equal("There is no such flow.", bad.Error!.Message);
    }
}
