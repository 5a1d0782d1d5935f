namespace HiveFlow.Vault.Credentials.Types;

/// <summary>What a field's value must be.</summary>
internal enum FieldForm
{
    /// <summary>One line or several.</summary>
    Text,

    /// <summary>Printable ASCII: it is sent in a header.</summary>
    HeaderValue,

    /// <summary>The name of a header (RFC 9110, section 5.6.2).</summary>
    HeaderName,

    /// <summary>An https address (http is refused later unless the operator allows the host).</summary>
    Url,

    /// <summary>A host name or address.</summary>
    Host,

    /// <summary>A number from 1 to 65535.</summary>
    Port,

    /// <summary>A JSON object.</summary>
    Json,
}
