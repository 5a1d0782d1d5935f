using HiveFlow.Identity.Challenges;
using HiveFlow.Identity.Sessions;

namespace HiveFlow.Identity.Tests.Challenges;

public sealed class ChallengeTests : IAsyncDisposable
{
    private const string Email = "ada@example.com";
    private readonly IdentityFixture identity = new();

    public ValueTask DisposeAsync() => identity.DisposeAsync();

    [Fact]
    public async Task A_code_opens_one_session_however_many_use_it_at_once()
    {
        var challenge = await identity.RegisterAsync(Email);
        var code = identity.CodeFor(Email);

        // Five tries is all there are; the sixth and later ones end as over.
        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => identity.VerifyAsync(challenge.Challenge, code)));

        Assert.Single(results, r => r.IsSuccess);
    }

    [Fact]
    public async Task After_five_wrong_codes_the_right_one_is_worth_nothing()
    {
        var challenge = await identity.RegisterAsync(Email);
        var wrong = WrongCode();
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(ChallengeErrors.CodeWrongCode, (await VerifyAsync(challenge, wrong)).Error?.Code);
        }

        Assert.Equal(ChallengeErrors.OverCode, (await VerifyAsync(challenge, identity.CodeFor(Email))).Error?.Code);
    }

    [Fact]
    public async Task Parallel_guesses_get_five_tries_together()
    {
        var challenge = await identity.RegisterAsync(Email);
        var wrong = WrongCode();

        var results = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => VerifyAsync(challenge, wrong)));

        Assert.Equal(5, results.Count(r => r.Error?.Code == ChallengeErrors.CodeWrongCode));
    }

    [Fact]
    public async Task A_code_is_over_after_ten_minutes()
    {
        var challenge = await identity.RegisterAsync(Email);
        identity.Clock.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(ChallengeErrors.CodeWrongCode, (await VerifyAsync(challenge, identity.CodeFor(Email))).Error?.Code);
    }

    [Fact]
    public async Task A_code_works_for_its_own_challenge_only()
    {
        var mine = await identity.RegisterAsync(Email);
        await identity.RegisterAsync("eve@example.com");

        var result = await VerifyAsync(mine, identity.CodeFor("eve@example.com"));

        Assert.Equal(ChallengeErrors.CodeWrongCode, result.Error?.Code);
    }

    [Fact]
    public async Task Another_code_is_mailed_after_sixty_seconds_and_ends_the_one_before()
    {
        var challenge = await identity.RegisterAsync(Email);
        var first = identity.CodeFor(Email);

        var early = await identity.Challenges.SendAsync(challenge.Challenge, default);
        Assert.Equal(ChallengeErrors.CooldownCode, early.Error?.Code);

        identity.Clock.Advance(TimeSpan.FromSeconds(60));
        Assert.True((await identity.Challenges.SendAsync(challenge.Challenge, default)).IsSuccess);
        var second = identity.CodeFor(Email);
        if (first != second)
        {
            Assert.Equal(ChallengeErrors.CodeWrongCode, (await VerifyAsync(challenge, first)).Error?.Code);
        }

        Assert.True((await VerifyAsync(challenge, second)).IsSuccess);
    }

    [Fact]
    public async Task Another_code_brings_no_more_tries()
    {
        var challenge = await identity.RegisterAsync(Email);
        for (var i = 0; i < 5; i++)
        {
            await VerifyAsync(challenge, WrongCode());
        }

        identity.Clock.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(ChallengeErrors.OverCode, (await identity.Challenges.SendAsync(challenge.Challenge, default)).Error?.Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData("nothing")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_invented_challenge_is_over(string challenge)
    {
        Assert.Equal(ChallengeErrors.OverCode, (await identity.VerifyAsync(challenge, "123456")).Error?.Code);
        Assert.Equal(ChallengeErrors.OverCode, (await identity.Challenges.SendAsync(challenge, default)).Error?.Code);
    }

    private Task<Errors.Result<HiveFlow.Identity.Sessions.OpenedSession>> VerifyAsync(StartedChallenge challenge, string code) =>
        identity.VerifyAsync(challenge.Challenge, code);

    private string WrongCode() => identity.CodeFor(Email) == "123456" ? "654321" : "123456";
}
