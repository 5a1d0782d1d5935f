using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using HiveFlow.Mail;
using HiveFlow.Mail.Accounts;
using HiveFlow.Mail.Tests.Smtp;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Email;
using HiveFlow.Processors.Tests.Credentials;
using HiveFlow.Vault.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace HiveFlow.Processors.Tests.Email;

public sealed class EmailProcessorTests
{
    private const string Hello = """{"to":["ada@example.com","bob@example.com"],"subject":"Hi","html":"<h1>Hi</h1><p>there</p>","fromName":"The Shop"}""";

    [SmtpFact]
    public async Task Each_receiver_gets_a_mail_of_the_account_and_the_text_is_made_of_the_HTML()
    {
        await using var server = await RealServer.StartAsync();

        var result = await SendAsync(server, Hello);

        Step.AssertOutput("""{"sent":["ada@example.com","bob@example.com"],"refused":[]}""", result);
        Assert.Equal(2, result.Usage["email.sent"]);
        Assert.Equal(2, server.Mails.Count);
        Assert.All(server.Mails, mail => Assert.Equal(("\"The Shop\" <me@shop.example>", "Hi\nthere"), (mail.From.ToString(), mail.TextBody!.ReplaceLineEndings("\n").Trim())));
    }

    [SmtpFact]
    public async Task A_repeated_step_sends_under_the_same_message_id()
    {
        await using var server = await RealServer.StartAsync();

        await SendAsync(server, Hello);
        await SendAsync(server, Hello);

        Assert.Equal(2, server.Mails.Select(m => m.MessageId).Distinct().Count());
    }

    [SmtpFact]
    public async Task Receivers_refused_for_good_fail_the_step_and_are_listed()
    {
        await using var server = await RealServer.StartAsync(behaviour: "no-receiver");

        var result = await SendAsync(server, Hello);

        Assert.Equal((MailErrors.RefusedCode, false), (result.Error!.Code, result.IsRetryable));
        Assert.Equal(550, result.Output.GetProperty("refused")[1].GetProperty("status").GetInt32());
    }

    [SmtpFact]
    public async Task What_may_pass_is_retryable()
    {
        await using var server = await RealServer.StartAsync(behaviour: "busy-once");

        Assert.True((await SendAsync(server, Hello)).IsRetryable);
    }

    [SmtpFact]
    public async Task A_server_of_this_machine_or_another_than_the_credentials_is_not_called()
    {
        await using var server = await RealServer.StartAsync();

        Assert.Equal(OutgoingErrors.AddressRefusedCode, (await SendAsync(server, Hello, isAllowed: false)).Error!.Code);
        Assert.Equal(OutgoingErrors.HostNotBoundCode, (await SendAsync(server, Hello, hosts: "smtp.example.com:587")).Error!.Code);
        Assert.Empty(server.Mails);
    }

    [Theory]
    [InlineData("""{"subject":"x","text":"y"}""", "to")]
    [InlineData("""{"to":[],"subject":"x","text":"y"}""", "to")]
    [InlineData("""{"to":"Ada <ada@example.com>","subject":"x","text":"y"}""", "to")]
    [InlineData("""{"to":"a@example.com\r\nBcc: b@example.com","subject":"x","text":"y"}""", "to")]
    [InlineData("""{"to":"a@example.com,b@example.com","subject":"x","text":"y"}""", "to")]
    [InlineData("""{"to":[5],"subject":"x","text":"y"}""", "to")]
    [InlineData("""{"to":"a@example.com","text":"y"}""", "subject")]
    [InlineData("""{"to":"a@example.com","subject":"x\nBcc: b@example.com","text":"y"}""", "subject")]
    [InlineData("""{"to":"a@example.com","subject":"x"}""", "text")]
    [InlineData("""{"to":"a@example.com","subject":"x","text":5}""", "text")]
    [InlineData("""{"to":"a@example.com","subject":"x","text":"y","replyTo":"b@example.com\r\nX: y"}""", "replyTo")]
    [InlineData("""{"to":"a@example.com","subject":"x","text":"y","fromName":"A\r\nX: y"}""", "fromName")]
    [InlineData("""{"to":"a@example.com","subject":"x","text":"y"}""", "credentialId")]
    public async Task What_makes_no_sense_is_named_before_anything_is_called(string settings, string setting)
    {
        using var services = Services("127.0.0.1:1", new MailOptions());

        Step.AssertSettingFault(setting, await Processor(services, new MailOptions(), roots: null).RunAsync(Step.With(settings), default));
    }

    [Fact]
    public async Task More_receivers_or_a_longer_subject_than_allowed_are_refused()
    {
        using var services = Services("127.0.0.1:1", new MailOptions());
        var processor = Processor(services, new MailOptions(), roots: null);
        var many = JsonSerializer.Serialize(Enumerable.Range(0, 51).Select(i => $"a{i}@example.com"));

        Step.AssertSettingFault("to", await processor.RunAsync(Step.With($$"""{"to":{{many}},"subject":"x","text":"y"}"""), default));
        Step.AssertSettingFault("subject", await processor.RunAsync(Step.With($$"""{"to":"a@example.com","subject":"{{new string('x', 201)}}","text":"y"}"""), default));
    }

    [Fact]
    public async Task A_credential_of_another_type_or_without_an_address_is_refused()
    {
        using var services = Services("127.0.0.1:1", new MailOptions());
        var processor = Processor(services, new MailOptions(), roots: null);

        var wrong = await processor.RunAsync(Step.With(Hello).With(OpenCredential.Named("bearer", """{"token":"t"}""", "a.example")), default);
        var nameless = await processor.RunAsync(
            Step.With(Hello).With(OpenCredential.Named("smtp", """{"host":"a.example","username":"me","password":"p"}""", "a.example:587")), default);

        Assert.Equal(CredentialErrors.WrongTypeCode, wrong.Error!.Code);
        Step.AssertSettingFault("credentialId", nameless);
    }

    [Fact]
    public async Task The_operators_server_sends_where_that_is_allowed()
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-email-");
        var options = new MailOptions { AllowFlows = true, PickupFolder = folder.FullName };
        using var services = Services("127.0.0.1:1", options);

        var result = await Processor(services, options, roots: null).RunAsync(Step.With(Hello), default);

        Step.AssertOutput("""{"sent":["ada@example.com","bob@example.com"],"refused":[]}""", result);
        Assert.Equal(2, folder.GetFiles("*.eml").Length);
        folder.Delete(recursive: true);
    }

    private static async Task<StepResult> SendAsync(RealServer server, string settings, bool isAllowed = true, string? hosts = null)
    {
        var options = new MailOptions();
        using var services = Services(isAllowed ? $"127.0.0.1:{server.Port}" : "127.0.0.1:1", options);
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(server.Roots);
        var credential = OpenCredential.Named(
            "smtp",
            $$"""{"host":"127.0.0.1","port":{{server.Port}},"username":"hiveflow","password":"a secret","from":"me@shop.example"}""",
            hosts ?? $"127.0.0.1:{server.Port}");
        return await Processor(services, options, roots).RunAsync(Step.With(settings).With(credential), default);
    }

    private static EmailProcessor Processor(ServiceProvider services, MailOptions options, X509Certificate2Collection? roots) => new(
        new AccountMailer(TimeProvider.System, roots), services.GetRequiredService<OutgoingSockets>(), services.GetRequiredService<IMailer>(), Options.Create(options));

    private static ServiceProvider Services(string allow, MailOptions mail)
    {
        mail.PickupFolder ??= Path.Combine(AppContext.BaseDirectory, "mail");
        return new ServiceCollection().AddLogging().AddOutgoing().AddMail()
            .AddSingleton(Options.Create(new OutgoingOptions { Allow = [allow] }))
            .AddSingleton(Options.Create(mail))
            .BuildServiceProvider();
    }
}
