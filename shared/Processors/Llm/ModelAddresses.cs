using HiveFlow.Errors;
using HiveFlow.Llm.Calling;
using HiveFlow.Processors.Credentials;
using HiveFlow.Vault.Credentials;

namespace HiveFlow.Processors.Llm;

/// <summary>Finds the address of a node's provider: the node's own, the credential's, or the provider's.</summary>
internal static class ModelAddresses
{
    public static async ValueTask<Result<ModelAddress>> OpenAsync(
        StepCredentials credentials, LlmProvider provider, string? baseUrl, CancellationToken cancellationToken)
    {
        if (credentials.MainId is not { } id)
        {
            return Of(baseUrl ?? provider.DefaultBase, null, null);
        }

        var opened = await credentials.OpenAsync(id, cancellationToken);
        if (!opened.IsSuccess)
        {
            return opened.Error;
        }

        if (opened.Value.ForHttp is not { } headers)
        {
            return CredentialErrors.WrongType(opened.Value.Type, "by a node that asks a model");
        }

        var address = baseUrl ?? opened.Value.Type switch
        {
            "openAiCompatible" => opened.Value.Text("baseUrl"),
            "azureOpenAi" => opened.Value.Text("endpoint"),
            _ => null,
        };
        return Of(address ?? provider.DefaultBase, headers, opened.Value.Type == "azureOpenAi" ? opened.Value.Text("apiVersion") : null);
    }

    private static Result<ModelAddress> Of(string? baseUrl, Outgoing.Credentials.OutgoingCredential? credential, string? apiVersion) => baseUrl is null
        ? ProcessorErrors.SettingInvalid("baseUrl", "is needed, here or in the credential")
        : new ModelAddress(baseUrl, credential, apiVersion);
}
