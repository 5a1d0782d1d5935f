using System.Globalization;
using System.Text.Json;
using MongoDB.Bson;

namespace HiveFlow.Storage.ForeignMongo;

/// <summary>JSON as BSON and back. Types that JSON lacks are named by path: objectId, date, decimal.</summary>
internal sealed class ForeignValues(IReadOnlyDictionary<string, string> types)
{
    private const int MaxDepth = 32;

    /// <summary>What the type of a path can be.</summary>
    public static readonly IReadOnlyList<string> Types = ["objectId", "date", "decimal"];

    /// <summary>The value as BSON; its path decides about its type. Throws <see cref="UnsoundValueException"/>.</summary>
    public BsonValue Of(JsonElement value, string path, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw new UnsoundValueException(path, $"nests deeper than {MaxDepth} levels");
        }

        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                return Document(value, path, depth);
            case JsonValueKind.Array:
                return new BsonArray(value.EnumerateArray().Select(item => Of(item, path, depth + 1)));
            case JsonValueKind.String:
                return Text(value.GetString()!, path);
            case JsonValueKind.Number:
                return Number(value, path);
            case JsonValueKind.True or JsonValueKind.False:
                return value.GetBoolean() ? BsonBoolean.True : BsonBoolean.False;
            default:
                return BsonNull.Value;
        }
    }

    public BsonDocument Document(JsonElement value, string path, int depth = 0)
    {
        var document = new BsonDocument();
        foreach (var property in value.EnumerateObject())
        {
            if (!ForeignNames.IsField(property.Name))
            {
                throw new UnsoundValueException(path.Length == 0 ? "the document" : path, "has a field whose name is empty, begins with $ or holds a dot");
            }

            document[property.Name] = Of(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}", depth + 1);
        }

        return document;
    }

    /// <summary>Writes a document as JSON; false where it nests too deep.</summary>
    public static bool Write(Utf8JsonWriter writer, BsonValue value, int depth = 0)
    {
        switch (value.BsonType)
        {
            case BsonType.Document or BsonType.Array when depth >= MaxDepth:
                writer.WriteNullValue();
                return false;
            case BsonType.Document:
                writer.WriteStartObject();
                var isWhole = true;
                foreach (var element in value.AsBsonDocument)
                {
                    writer.WritePropertyName(element.Name);
                    isWhole &= Write(writer, element.Value, depth + 1);
                }

                writer.WriteEndObject();
                return isWhole;
            case BsonType.Array:
                writer.WriteStartArray();
                var areWhole = true;
                foreach (var item in value.AsBsonArray)
                {
                    areWhole &= Write(writer, item, depth + 1);
                }

                writer.WriteEndArray();
                return areWhole;
            default:
                WriteScalar(writer, value);
                return true;
        }
    }

    private static void WriteScalar(Utf8JsonWriter writer, BsonValue value)
    {
        switch (value.BsonType)
        {
            case BsonType.Null or BsonType.Undefined:
                writer.WriteNullValue();
                break;
            case BsonType.Boolean:
                writer.WriteBooleanValue(value.AsBoolean);
                break;
            case BsonType.Int32:
                writer.WriteNumberValue(value.AsInt32);
                break;
            case BsonType.Int64:
                writer.WriteNumberValue(value.AsInt64);
                break;
            case BsonType.Double when double.IsFinite(value.AsDouble):
                writer.WriteNumberValue(value.AsDouble);
                break;
            case BsonType.DateTime:
                var instant = DateTimeOffset.UnixEpoch.Ticks + (Math.Clamp(value.AsBsonDateTime.MillisecondsSinceEpoch, -62_135_596_800_000, 253_402_300_799_999) * TimeSpan.TicksPerMillisecond);
                writer.WriteStringValue(new DateTimeOffset(instant, TimeSpan.Zero).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
                break;
            case BsonType.Binary:
                writer.WriteStringValue(Convert.ToBase64String(value.AsBsonBinaryData.Bytes));
                break;
            default:
                writer.WriteStringValue(value.ToString());
                break;
        }
    }

    private BsonValue Text(string text, string path) => types.GetValueOrDefault(path) switch
    {
        "objectId" => ObjectId.TryParse(text, out var id) ? id : throw new UnsoundValueException(path, "must be 24 hex digits to be an ObjectId"),
        "date" => DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? new BsonDateTime(date.ToUnixTimeMilliseconds())
            : throw new UnsoundValueException(path, "must be a date as ISO 8601"),
        "decimal" => Decimal128.TryParse(text, out var number) ? new BsonDecimal128(number) : throw new UnsoundValueException(path, "must be a decimal number"),
        _ => new BsonString(text),
    };

    private BsonValue Number(JsonElement value, string path)
    {
        if (types.GetValueOrDefault(path) == "decimal" && value.TryGetDecimal(out var exact))
        {
            return new BsonDecimal128(exact);
        }

        return value.TryGetInt32(out var small) ? new BsonInt32(small) : value.TryGetInt64(out var whole) ? new BsonInt64(whole) : new BsonDouble(value.GetDouble());
    }
}
