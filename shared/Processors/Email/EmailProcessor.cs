using System.Globalization;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Mail;
using HiveFlow.Mail.Accounts;
using HiveFlow.Outgoing;
using HiveFlow.Processors.Settings;
using HiveFlow.Vault.Credentials;
using HiveFlow.Vault.Credentials.Using;
using Microsoft.Extensions.Options;

namespace HiveFlow.Processors.Email;

/// <summary>Sends mail: through an account of the flow's own, or through the operator's server where that is allowed.</summary>
internal sealed class EmailProcessor(AccountMailer accounts, OutgoingSockets sockets, IMailer operators, IOptions<MailOptions> options) : IProcessor
{
    public NodeType Type { get; } = new()
    {
        Name = "email",
        Title = "E-mail",
        Description = "Sends a mail to each of some receivers. Its output is {sent, refused}.",
        DefaultTimeout = TimeSpan.FromSeconds(60),
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "to": {
                  "description": "An address, or a list of up to 50; each gets a mail of its own.",
                  "oneOf": [
                    { "type": "string", "minLength": 3, "maxLength": 254 },
                    { "type": "array", "minItems": 1, "maxItems": 50, "items": { "type": "string", "minLength": 3, "maxLength": 254 } }
                  ]
                },
                "subject": { "type": "string", "minLength": 1, "maxLength": 200, "description": "One line." },
                "text": { "type": "string", "maxLength": 262144, "description": "The mail as plain text; made of html unless set." },
                "html": { "type": "string", "maxLength": 262144, "description": "The mail as HTML, beside the text." },
                "replyTo": { "type": "string", "maxLength": 254, "description": "The address that answers go to." },
                "fromName": { "type": "string", "maxLength": 100, "description": "The sender's name." },
                "credentialId": { "type": "string", "maxLength": 24, "description": "A credential of type smtp, by its id. No expression. Without one, the operator's server sends, where that is allowed." }
              },
              "required": ["to", "subject"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var mails = EmailDraft.Read(read, context.IdempotencyKey, cancellationToken);
        var fromName = read.Text("fromName") ?? string.Empty;
        if (!MailRules.IsName(fromName))
        {
            read.Reject("fromName", $"must be one line of at most {MailRules.MaxName} characters");
        }

        if (context.Credentials.MainId is null && !options.Value.AllowFlows)
        {
            read.Reject("credentialId", "is needed: flows may not send through the operator's mail server here");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        if (context.Credentials.MainId is not { } id)
        {
            return await SendByOperatorAsync(mails, cancellationToken);
        }

        var opened = await context.Credentials.OpenAsync(id, cancellationToken);
        if (!opened.IsSuccess)
        {
            return StepResult.Failed(opened.Error, opened.Error.Code.Kind == ErrorKind.Unavailable);
        }

        return await SendByAccountAsync(context, opened.Value, mails, fromName, cancellationToken);
    }

    private async Task<StepResult> SendByAccountAsync(
        StepContext context, OpenedCredential credential, IReadOnlyList<OutgoingMail> mails, string fromName, CancellationToken cancellationToken)
    {
        if (credential.Type != "smtp")
        {
            return StepResult.Failed(CredentialErrors.WrongType(credential.Type, "by an email node"));
        }

        var from = credential.Text("from") ?? credential.Text("username")!;
        if (!MailRules.IsAddress(from))
        {
            return StepResult.Failed(ProcessorErrors.SettingInvalid("credentialId", "names a credential without an address to send from; set its field from"));
        }

        var account = new SmtpAccount(
            credential.Text("host")!,
            int.Parse(credential.Text("port")!, CultureInfo.InvariantCulture),
            credential.Text("security") == "tls",
            credential.Text("username")!,
            new Secret(credential.Text("password")!),
            from,
            fromName);
        var connected = await sockets.ConnectAsync(account.Host, account.Port, credential.Hosts, cancellationToken);
        if (!connected.IsSuccess)
        {
            return StepResult.Failed(connected.Error, OutgoingErrors.IsTransient(connected.Error.Code));
        }

        var delivery = await accounts.SendAsync(connected.Value, account, mails, cancellationToken);
        context.Log.Write("info", $"{account.Host} took {delivery.Sent.Count} of {mails.Count} mails.");
        var output = Output(delivery.Sent, delivery.Refused);
        var failure = delivery.Failure
            ?? (delivery.Refused.Count > 0 ? MailErrors.Refused(account.Host, $"refused {delivery.Refused.Count} of {mails.Count} mails for good") : null);
        var result = failure is null ? StepResult.Completed(output) : StepResult.Failed(failure, failure.Code.Kind == ErrorKind.Unavailable, output);
        return result with { Usage = Usage(delivery.Sent.Count) };
    }

    private async Task<StepResult> SendByOperatorAsync(IReadOnlyList<OutgoingMail> mails, CancellationToken cancellationToken)
    {
        var sent = new List<string>();
        try
        {
            foreach (var mail in mails)
            {
                await operators.SendAsync(mail, cancellationToken);
                sent.Add(mail.To);
            }
        }
        catch (MailUnavailableException)
        {
            return StepResult.Failed(MailErrors.Unavailable("of this installation", "can't take mails for the moment"), isRetryable: true, Output(sent, [])) with { Usage = Usage(sent.Count) };
        }

        return StepResult.Completed(Output(sent, [])) with { Usage = Usage(sent.Count) };
    }

    private static Dictionary<string, long> Usage(int sent) => new() { ["email.sent"] = sent };

    private static JsonElement Output(IReadOnlyList<string> sent, IReadOnlyList<RefusedMail> refused) => JsonValue.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("sent");
        foreach (var to in sent)
        {
            writer.WriteStringValue(to);
        }

        writer.WriteEndArray();
        writer.WriteStartArray("refused");
        foreach (var mail in refused)
        {
            writer.WriteStartObject();
            writer.WriteString("to", mail.To);
            writer.WriteNumber("status", mail.Status);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
