using System.Net;

namespace HiveFlow.Functions.Tests.SignIn;

/// <summary>Who an outside identity is: the pair of issuer and subject, never an address.</summary>
public sealed class SignInTests(SignInHost host) : IClassFixture<SignInHost>
{
    [Theory]
    [InlineData("google")]
    [InlineData("github")]
    public async Task A_new_person_gets_an_account_and_the_same_one_the_next_time(string provider)
    {
        var email = host.NewEmail();
        Is(provider, 7, email);

        var first = await host.LogInAsync(provider);
        var second = await host.LogInAsync(provider);

        Assert.Equal(email, first["user"]!["email"]!.GetValue<string>());
        Assert.Equal(first["user"]!["id"]!.GetValue<string>(), second["user"]!["id"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, await host.ProfileAsync(second["token"]!.GetValue<string>()));
    }

    [Theory]
    [InlineData("google")]
    [InlineData("github")]
    public async Task Another_address_under_a_known_subject_stays_the_same_account(string provider)
    {
        Is(provider, 8, host.NewEmail());
        var first = await host.LogInAsync(provider);
        Is(provider, 8, host.NewEmail());

        var second = await host.LogInAsync(provider);

        Assert.Equal(first["user"]!["id"]!.GetValue<string>(), second["user"]!["id"]!.GetValue<string>());
        Assert.Equal(first["user"]!["email"]!.GetValue<string>(), second["user"]!["email"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("google", "github")]
    [InlineData("github", "google")]
    public async Task The_same_address_from_another_provider_opens_nothing(string first, string second)
    {
        var email = host.NewEmail();
        Is(first, 9, email);
        await host.LogInAsync(first);
        Is(second, 10, email);

        Assert.Equal("identity_not_linked", await host.RefusedAsync(second));
    }

    [Theory]
    [InlineData("google")]
    [InlineData("github")]
    public async Task An_account_with_a_password_and_the_same_address_stays_its_owners(string provider)
    {
        var email = host.NewEmail();
        await host.RegisterAsync(email);
        Is(provider, 11, email);

        Assert.Equal("identity_not_linked", await host.RefusedAsync(provider));
    }

    [Fact]
    public async Task An_unproven_address_makes_no_account()
    {
        host.Stub.Is("unproven", host.NewEmail(), isVerified: false);
        Assert.Equal("provider_email_unverified", await host.RefusedAsync("google"));
        host.Stub.Is("unproven", host.NewEmail(), isVerified: null);
        Assert.Equal("provider_email_unverified", await host.RefusedAsync("google"));
        host.Stub.IsAtGitHub(12, host.NewEmail(), isVerified: false);
        Assert.Equal("provider_email_unverified", await host.RefusedAsync("github"));
        host.Stub.Is("without", email: null);
        Assert.Equal("provider_email_unverified", await host.RefusedAsync("google"));
    }

    [Fact]
    public async Task At_GitHub_only_the_primary_proven_address_counts()
    {
        host.Stub.IsAtGitHub(13, host.NewEmail(), isVerified: true, isPrimary: false);

        var session = await host.LogInAsync("github");

        Assert.Equal("other@elsewhere.example", session["user"]!["email"]!.GetValue<string>());
    }

    private void Is(string provider, int number, string email)
    {
        if (provider == "google")
        {
            host.Stub.Is($"subject-{number}", email);
        }
        else
        {
            host.Stub.IsAtGitHub(1000 + number, email);
        }
    }
}
