using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HiveFlow.Audit;
using HiveFlow.Mail.Tests.Smtp;
using HiveFlow.NodeTools;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Testing;

namespace HiveFlow.Vault.Tests.Credentials;

/// <summary>Credentials tried at real servers.</summary>
public sealed class CredentialTesterTests
{
    [S3Fact]
    public async Task A_bucket_says_whether_the_key_is_good_and_whether_it_is_there()
    {
        var folder = Directory.CreateTempSubdirectory("hiveflow-s3-");
        await using var server = await NodeProcess.StartAsync(
            "listening on", NodePackages.FileOf("s3rver", "bin/s3rver.js"), "-d", folder.FullName, "-a", "127.0.0.1", "-p", "0", "--configure-bucket", "files");
        var place = server.FirstLine.Split(' ')[^1];
        await using var fixture = new CredentialFixture(allow: [place]);

        var good = await TestAsync(fixture, S3(place, "files", "S3RVER"));
        // s3rver looks whose key it is; it leaves the rest of a signature of version 4 unchecked.
        var wrong = await TestAsync(fixture, S3(place, "files", "cnry-wrong-secret", "NOBODY"));
        var elsewhere = await TestAsync(fixture, S3(place, "nothing-here", "S3RVER"));

        Assert.Equal((true, 200), (good.Ok, good.Status));
        Assert.Equal((false, 403), (wrong.Ok, wrong.Status));
        Assert.Equal((false, 404), (elsewhere.Ok, elsewhere.Status));
        Assert.DoesNotContain("cnry", wrong.Message, StringComparison.Ordinal);
        folder.Delete(recursive: true);
    }

    [SmtpFact]
    public async Task A_mail_server_is_logged_in_to_over_TLS_and_nothing_is_mailed()
    {
        await using var starttls = await RealServer.StartAsync();
        await using var fixture = Fixture(starttls);
        await using var implicitly = await RealServer.StartAsync(tls: "implicit");
        await using var other = Fixture(implicitly);

        var good = await TestAsync(fixture, Smtp(starttls, "a secret"));
        var wrong = await TestAsync(fixture, Smtp(starttls, "cnry-wrong-secret"));
        var direct = await TestAsync(other, Smtp(implicitly, "a secret", "tls"));

        Assert.True(good.Ok, good.Message);
        Assert.True(direct.Ok, direct.Message);
        Assert.False(wrong.Ok);
        Assert.Contains("535", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cnry", wrong.Message, StringComparison.Ordinal);
        Assert.Empty(starttls.Mails);
    }

    [SmtpFact]
    public async Task A_mail_server_whose_certificate_nobody_vouches_for_gets_no_password()
    {
        await using var server = await RealServer.StartAsync();
        await using var fixture = Fixture(server);
        fixture.Get<CredentialTester>().MailRoots = null;

        var tested = await TestAsync(fixture, Smtp(server, "a secret"));

        Assert.False(tested.Ok);
        Assert.Contains("No trusted encrypted connection", tested.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nothing_answers_at_is_told_and_not_thrown()
    {
        await using var fixture = new CredentialFixture(allow: ["127.0.0.1:1"]);

        var smtp = await TestAsync(fixture, new CredentialDraft("Mail", "smtp", Data: CredentialFixture.Json("""{"host":"127.0.0.1","port":1,"username":"hiveflow","password":"a secret"}""")));
        var s3 = await TestAsync(fixture, S3("127.0.0.1:1", "files", "a secret key"));
        var inside = await TestAsync(fixture, S3("127.0.0.1:2", "files", "a secret key"));

        Assert.All([smtp, s3, inside], test => Assert.False(test.Ok));
        Assert.All([smtp, s3, inside], test => Assert.Null(test.Status));
    }

    [Fact]
    public async Task A_MongoDB_that_can_not_or_may_not_be_called_is_told_without_its_password()
    {
        using var inside = new TcpListener(IPAddress.Loopback, 0);
        inside.Start();
        var place = $"127.0.0.1:{((IPEndPoint)inside.LocalEndpoint).Port}";
        await using var fixture = new CredentialFixture(allow: ["127.0.0.1:1"]);

        var closed = await TestAsync(fixture, MongoDb("127.0.0.1:1"));
        var plain = await TestAsync(fixture, MongoDb(place));
        var guarded = await TestAsync(fixture, MongoDb(place, "on"));

        Assert.Contains("127.0.0.1", closed.Message, StringComparison.Ordinal);
        Assert.Contains("tls off", plain.Message, StringComparison.Ordinal);
        Assert.Contains("private or reserved address", guarded.Message, StringComparison.Ordinal);
        Assert.False(inside.Pending());
        Assert.All([closed, plain, guarded], test =>
        {
            Assert.Equal((false, null), (test.Ok, test.Status));
            Assert.DoesNotContain("cnry", test.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_MongoDB_that_takes_the_connection_and_never_answers_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var place = $"127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}";
        await using var fixture = new CredentialFixture(allow: [place]);

        fixture.Get<CredentialTester>().Patience = TimeSpan.FromMilliseconds(300);

        var test = await TestAsync(fixture, MongoDb(place)).WaitAsync(TimeSpan.FromSeconds(60));

        Assert.False(test.Ok);
        Assert.StartsWith("The database ", test.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("cnry", test.Message, StringComparison.Ordinal);
    }

    private static CredentialFixture Fixture(RealServer server)
    {
        var fixture = new CredentialFixture(allow: [$"127.0.0.1:{server.Port}"]);
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(server.Roots);
        fixture.Get<CredentialTester>().MailRoots = roots;
        return fixture;
    }

    private static CredentialDraft S3(string place, string bucket, string secret, string id = "S3RVER") => new(
        "Bucket", "s3", Data: CredentialFixture.Json($$"""{"endpoint":"http://{{place}}","bucket":"{{bucket}}","accessKeyId":"{{id}}","secretAccessKey":"{{secret}}"}"""));

    private static CredentialDraft MongoDb(string servers, string tls = "off") => new(
        "Shop", "mongodb", Data: CredentialFixture.Json($$"""{"servers":"{{servers}}","database":"shop","username":"me","password":"cnry-0123456789","tls":"{{tls}}"}"""));

    private static CredentialDraft Smtp(RealServer server, string password, string security = "starttls") => new(
        "Mail",
        "smtp",
        Data: CredentialFixture.Json($$"""{"host":"127.0.0.1","port":{{server.Port}},"security":"{{security}}","username":"hiveflow","password":"{{password}}"}"""));

    private static async Task<CredentialTest> TestAsync(CredentialFixture fixture, CredentialDraft draft)
    {
        var made = await fixture.CreateAsync(draft);
        var tested = await fixture.Get<CredentialTester>().TestAsync(fixture.User("ada"), made.Id, new AuditActor { Name = "ada", UserId = "ada" }, default);
        Assert.True(tested.IsSuccess, tested.Error?.ToString());
        return tested.Value;
    }
}
