using System.Security.Cryptography;
using System.Text.Json;
using HiveFlow.Errors;
using HiveFlow.Flows.NodeTypes;
using HiveFlow.Processors.Settings;

namespace HiveFlow.Processors.Crypto;

/// <summary>Hashes, keyed hashes (RFC 2104), UUIDs (RFC 9562) and random bytes. SHA-2 alone: MD5 and SHA-1 are broken and not offered.</summary>
internal sealed class CryptoProcessor(TimeProvider time) : IProcessor
{
    private const int MaxValue = 10 << 20;
    private const int MostRandom = 1_024;

    public NodeType Type { get; } = new()
    {
        Name = "crypto",
        Title = "Crypto",
        Description = "Hashes a text, signs it with a secret (HMAC), or makes a UUID or random bytes. Its output is the text of it.",
        Settings = JsonValue.Parse("""
            {
              "$schema": "https://json-schema.org/draft/2020-12/schema",
              "type": "object",
              "properties": {
                "operation": { "enum": ["hash", "hmac", "uuid", "random"] },
                "value": { "description": "For hash and hmac: what to hash, text as it is and anything else as JSON; the input unless set." },
                "valueEncoding": { "enum": ["utf8", "hex", "base64", "base64url"], "default": "utf8", "description": "For hash and hmac: how the value's text stands for bytes." },
                "algorithm": { "enum": ["sha256", "sha384", "sha512"], "default": "sha256", "description": "For hash and hmac." },
                "credentialId": { "type": "string", "maxLength": 24, "description": "For hmac: a credential of type signing, by its id. No expression." },
                "encoding": { "enum": ["hex", "base64", "base64url"], "default": "hex", "description": "How hash, hmac and random come out." },
                "version": { "enum": [4, 7], "default": 4, "description": "For uuid: 4 is random, 7 begins with the time and so keeps its order." },
                "length": { "type": "integer", "minimum": 1, "maximum": 1024, "default": 32, "description": "For random: how many bytes." }
              },
              "required": ["operation"]
            }
            """),
    };

    public async ValueTask<StepResult> RunAsync(StepContext context, CancellationToken cancellationToken)
    {
        var read = new SettingsReader(context.Settings);
        var operation = read.Choice("operation", string.Empty, "hash", "hmac", "uuid", "random");
        var encoding = read.Choice("encoding", "hex", "hex", "base64", "base64url");
        var version = read.Whole("version", 4, 4, 7);
        var length = (int)read.Whole("length", 32, 1, MostRandom);
        if (version is not (4 or 7))
        {
            read.Reject("version", "must be 4 or 7");
        }

        if (operation is "hash" or "hmac")
        {
            return await HashAsync(context, read, operation, encoding, cancellationToken);
        }

        return read.Fault is { } fault ? StepResult.Failed(fault) : StepResult.Completed(JsonValue.Text(operation == "uuid"
            ? Uuid(version).ToString()
            : TextEncoding.Encode(RandomNumberGenerator.GetBytes(length), encoding)));
    }

    private static async ValueTask<StepResult> HashAsync(
        StepContext context, SettingsReader read, string operation, string encoding, CancellationToken cancellationToken)
    {
        var given = read.Any("value") ?? context.Input;
        var form = read.Choice("valueEncoding", "utf8", "utf8", "hex", "base64", "base64url");
        var algorithm = read.Choice("algorithm", "sha256", "sha256", "sha384", "sha512");
        var bytes = JsonValue.Size(given) <= MaxValue ? TextEncoding.Decode(JsonValue.AsText(given), form) : null;
        if (bytes is null)
        {
            read.Reject("value", $"must be of the encoding {form} and not larger than {MaxValue >> 20} MiB");
        }

        if (read.Fault is { } fault)
        {
            return StepResult.Failed(fault);
        }

        if (operation == "hash")
        {
            return Output(Hash(algorithm, bytes!));
        }

        var signing = await SigningKey.OpenAsync(context.Credentials, "by a crypto node", cancellationToken);
        if (!signing.IsSuccess)
        {
            return StepResult.Failed(signing.Error, signing.Error.Code.Kind == ErrorKind.Unavailable);
        }

        var mac = Mac(algorithm, signing.Value.Key, bytes!);
        CryptographicOperations.ZeroMemory(signing.Value.Key);
        return Output(mac);

        StepResult Output(byte[] made) => StepResult.Completed(JsonValue.Text(TextEncoding.Encode(made, encoding)));
    }

    private static byte[] Hash(string algorithm, byte[] bytes) => algorithm switch
    {
        "sha384" => SHA384.HashData(bytes),
        "sha512" => SHA512.HashData(bytes),
        _ => SHA256.HashData(bytes),
    };

    private static byte[] Mac(string algorithm, byte[] key, byte[] bytes) => algorithm switch
    {
        "sha384" => HMACSHA384.HashData(key, bytes),
        "sha512" => HMACSHA512.HashData(key, bytes),
        _ => HMACSHA256.HashData(key, bytes),
    };

    /// <summary>All its free bits are of the secure generator, which Guid does not promise.</summary>
    private Guid Uuid(long version)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        if (version == 7)
        {
            var milliseconds = time.GetUtcNow().ToUnixTimeMilliseconds();
            for (var i = 0; i < 6; i++)
            {
                bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
            }
        }

        bytes[6] = (byte)((bytes[6] & 0x0F) | ((int)version << 4));
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
