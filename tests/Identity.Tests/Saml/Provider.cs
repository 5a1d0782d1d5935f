using System.Text;
using HiveFlow.Errors;
using HiveFlow.Identity.Saml;

namespace HiveFlow.Identity.Tests.Saml;

/// <summary>Checks answers as a connection does that has pinned one certificate; keys are made once, they are slow to make.</summary>
internal static class Provider
{
    /// <summary>The connection's identity provider.</summary>
    public static readonly TestIdp Idp = TestIdp.Rsa();

    /// <summary>Somebody else's.</summary>
    public static readonly TestIdp Attacker = TestIdp.Rsa();

    public static readonly SamlExpectation Expected = new(
        ResponseText.Idp, ResponseText.Sp, ResponseText.Acs, ResponseText.Request, ResponseText.Now, TimeSpan.FromSeconds(30));

    public static string SignedAssertion(ResponseText text, SignatureShape? shape = null, TestIdp? by = null) =>
        (by ?? Idp).Sign(text.Xml(), text.AssertionIdText, shape);

    public static string SignedResponse(ResponseText text, SignatureShape? shape = null) => Idp.Sign(text.Xml(), ResponseText.ResponseId, shape);

    public static Result<SamlLogin> Check(string xml, SamlExpectation? expected = null, params TestIdp[] pinned)
    {
        var keys = (pinned.Length == 0 ? [Idp] : pinned).Select(p => PinnedKey.Of(p.Certificate)).OfType<PinnedKey>().ToList();
        try
        {
            return SamlResponse.Check(Convert.ToBase64String(Encoding.UTF8.GetBytes(xml)), keys, expected ?? Expected);
        }
        finally
        {
            keys.ForEach(k => k.Dispose());
        }
    }

    public static void Refused(SamlFault fault, string xml, SamlExpectation? expected = null, params TestIdp[] pinned)
    {
        var result = Check(xml, expected, pinned);
        Assert.False(result.IsSuccess, "The answer was taken.");
        Assert.Equal(SamlErrors.Refused(fault).Message, result.Error.Message);
    }

    public static SamlLogin Taken(string xml, SamlExpectation? expected = null, params TestIdp[] pinned)
    {
        var result = Check(xml, expected, pinned);
        Assert.True(result.IsSuccess, result.Error?.ToString());
        return result.Value;
    }
}
