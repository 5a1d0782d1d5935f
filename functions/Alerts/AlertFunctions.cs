using HiveFlow.Billing.Alerts;
using HiveFlow.Errors;
using HiveFlow.Functions.Gate;
using HiveFlow.Functions.OpenApi;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace HiveFlow.Functions.Alerts;

/// <summary>When and how an organization is told that its credits run out.</summary>
public sealed class AlertFunctions(AlertDesk desk)
{
    private const string One = "alerts";

    /// <summary>Shows the settings.</summary>
    [Function("CreditAlerts_Get")]
    [Access(Access.Admin)]
    [Operation("Shows when and how the organization is told that its month's credits, or a limit of the day, are used up.")]
    [Gives(200, typeof(AlertsView), Name = One)]
    public async Task<IResult> Get(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/credits/alerts")] HttpRequest request, CancellationToken cancellationToken) =>
        Show(await desk.GetAsync(request.Caller().Tenant, cancellationToken), secret: null);

    /// <summary>Sets them.</summary>
    [Function("CreditAlerts_Put")]
    [Access(Access.Admin)]
    [Operation("Sets all of it at once; what is left out is the default. A new webhook address gets a new secret, which is shown this once.")]
    [Takes(typeof(AlertsRequest))]
    [Gives(200, typeof(AlertsView), Name = One)]
    public async Task<IResult> Put(
        [HttpTrigger(AuthorizationLevel.Anonymous, "put", Route = "api/credits/alerts")] HttpRequest request, CancellationToken cancellationToken)
    {
        var body = await request.ReadJsonAsync(AlertsApiJson.Default.AlertsRequest, cancellationToken);
        if (!body.IsSuccess)
        {
            return Answer.Problem(body.Error);
        }

        var wish = new AlertWish(body.Value.Thresholds, body.Value.Mail, body.Value.WebhookUrl, body.Value.NewSecret);
        var set = await desk.SetAsync(request.Caller().Tenant, wish, request.Actor(), cancellationToken);
        return set.IsSuccess ? Show(set.Value.Settings, set.Value.Secret) : Answer.Problem(set.Error);
    }

    private JsonAnswer Show(AlertSettings settings, Secret? secret) => Answer.Named(
        One, new AlertsView(desk.ThresholdsOf(settings), settings.IsMailed, settings.WebhookUrl, secret?.Reveal()), AlertsApiJson.Default.AlertsView);
}
