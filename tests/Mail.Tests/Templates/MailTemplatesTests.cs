using HiveFlow.Mail.Templates;

namespace HiveFlow.Mail.Tests.Templates;

public sealed class MailTemplatesTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> Kinds => ["code", "taken", "invitation", "notice", "alert", "approval"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_users_wrote_is_text_in_both_forms_and_never_in_the_subject(string kind)
    {
        const string evil = "<img src=x onerror=alert(1)>\r\nBcc: eve@example.com\n\nClick https://evil.example.com \"now\" {{ 6*7 }}";
        var mail = Of(kind, evil);

        Assert.DoesNotContain("<img", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("\nBcc", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("\n\nClick", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"https://evil", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail.Subject, StringComparison.Ordinal);
        Assert.DoesNotContain("42", mail.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_mail_loads_nothing_and_has_both_forms(string kind)
    {
        var mail = Of(kind, "Hive");

        Assert.DoesNotContain("src=", mail.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("url(", mail.Html, StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", mail.Html, StringComparison.Ordinal);
        Assert.EndsWith("answers to it.\n", mail.Text, StringComparison.Ordinal);
        Assert.InRange(mail.Subject.Length, 1, 200);
    }

    [Fact]
    public void A_name_never_becomes_a_link_by_looking_like_one()
    {
        var mail = MailTemplates.Invitation("ada@example.com", Letter("Prize at www.evil.com or https://evil.com/x"));

        Assert.DoesNotContain("evil.com", mail.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.com", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void An_invitation_says_who_where_as_what_until_when_and_how()
    {
        var mail = MailTemplates.Invitation("ada@example.com", Letter("Hive"));

        Assert.All(
            ["Hive", "eve@example.com", "member", "2026-03-01 12:00 UTC", "the-token", "https://hive.example.com/invitation?x=1"],
            text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
        Assert.Contains("href=\"https://hive.example.com/invitation?x=1\"", mail.Html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_notice_says_what_when_from_where_and_what_to_do()
    {
        var mail = MailTemplates.Notice("ada@example.com", new SecurityNotice("Your password was changed.", At, "192.0.2.1"));

        Assert.All(
            ["Your password was changed.", "2026-03-01 12:00 UTC", "192.0.2.1", "change your password"],
            text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void An_approval_says_who_asks_what_of_which_flow_until_when_and_where_to_decide()
    {
        var mail = MailTemplates.Approval("ada@example.com", Asked("Refunds") with { Flow = "Shop", Question = "Refund 7 euros?" });

        Assert.All(
            ["Refunds", "Shop", "eve@example.com", "Refund 7 euros?", "2026-03-02 12:00 UTC", "2026-03-01 14:00 UTC", "https://hive.example.com/approval#the-token"],
            text => Assert.Contains(text, mail.Text, StringComparison.Ordinal));
        Assert.Contains("opening it alone decides nothing", mail.Text, StringComparison.Ordinal);
        Assert.Equal("A HiveFlow run waits for your decision", mail.Subject);
    }

    [Fact]
    public void A_code_stands_alone_with_its_time()
    {
        var mail = Of("code", "log in");

        Assert.Contains("\n    123456\n", mail.Text, StringComparison.Ordinal);
        Assert.Contains("10 minutes", mail.Text, StringComparison.Ordinal);
    }

    private static OutgoingMail Of(string kind, string users) => kind switch
    {
        "code" => MailTemplates.Code("ada@example.com", "Your code", users, "123456", TimeSpan.FromMinutes(10), "Else ignore it."),
        "taken" => MailTemplates.TakenAddress("ada@example.com"),
        "invitation" => MailTemplates.Invitation("ada@example.com", Letter(users)),
        "notice" => MailTemplates.Notice("ada@example.com", new SecurityNotice(users, At, users)),
        "approval" => MailTemplates.Approval("ada@example.com", Asked(users)),
        _ => MailTemplates.Alert("ada@example.com", "A run failed", "A run of a flow failed.", [("Flow", users)], new Uri("https://hive.example.com/")),
    };

    private static ApprovalLetter Asked(string users) =>
        new(users, users, "eve@example.com", At, users, At.AddDays(1), At.AddHours(2), new Uri("https://hive.example.com/approval#the-token"));

    private static InvitationLetter Letter(string name) =>
        new(name, "eve@example.com", "member", At, "the-token", new Uri("https://hive.example.com/invitation?x=1"));
}
