using System.Text.Json;
using HiveFlow.Storage.ForeignMongo;
using MongoDB.Bson;

namespace HiveFlow.Storage.Tests.ForeignMongo;

public sealed class ForeignFilterTests
{
    private static readonly Dictionary<string, string> NoTypes = [];

    [Theory]
    [InlineData("name", "eq", "\"Ada\"", """{ "$and" : [{ "name" : { "$eq" : "Ada" } }] }""")]
    [InlineData("a.b", "gte", "7", """{ "$and" : [{ "a.b" : { "$gte" : 7 } }] }""")]
    [InlineData("n", "in", "[1,null,\"x\"]", """{ "$and" : [{ "n" : { "$in" : [1, null, "x"] } }] }""")]
    [InlineData("n", "exists", "false", """{ "$and" : [{ "n" : { "$exists" : false } }] }""")]
    [InlineData("n", "ne", "{\"a\":1}", """{ "$and" : [{ "n" : { "$ne" : { "a" : 1 } } }] }""")]
    public void A_condition_becomes_an_operator_with_its_value_beside_it(string field, string name, string value, string expected) =>
        Assert.Equal(expected, Filter(field, name, value).ToString());

    [Theory]
    [InlineData("name", "eq", """{"$ne":null}""")]
    [InlineData("name", "eq", """{"a":{"$where":"1"}}""")]
    [InlineData("name", "in", """[{"$gt":""}]""")]
    [InlineData("name", "eq", """{"":1}""")]
    [InlineData("name", "eq", """{"a.b":1}""")]
    [InlineData("$where", "eq", "\"sleep(1000)\"")]
    [InlineData("a.$expr", "eq", "1")]
    [InlineData("a..b", "eq", "1")]
    [InlineData("", "eq", "1")]
    [InlineData("name", "where", "1")]
    [InlineData("name", "$eq", "1")]
    [InlineData("name", "regex", "\".*\"")]
    [InlineData("name", "exists", "1")]
    [InlineData("name", "in", "1")]
    public void What_could_be_taken_for_an_operator_is_refused(string field, string name, string value) =>
        Assert.Throws<UnsoundValueException>(() => Filter(field, name, value));

    [Fact]
    public void Types_that_JSON_lacks_are_made_where_they_are_named()
    {
        var types = new Dictionary<string, string> { ["_id"] = "objectId", ["at"] = "date", ["price"] = "decimal" };

        Assert.Equal(
            """{ "$and" : [{ "_id" : { "$in" : [{ "$oid" : "0123456789abcdef01234567" }] } }] }""",
            Filter("_id", "in", "[\"0123456789abcdef01234567\"]", types).ToString());
        Assert.Equal(BsonType.DateTime, Filter("at", "lt", "\"2026-03-01T09:00:00+01:00\"", types)["$and"][0]["at"]["$lt"].BsonType);
        Assert.Equal(BsonType.Decimal128, Filter("price", "lt", "1.10", types)["$and"][0]["price"]["$lt"].BsonType);
        Assert.Throws<UnsoundValueException>(() => Filter("_id", "eq", "\"7\"", types));
        Assert.Throws<UnsoundValueException>(() => Filter("at", "eq", "\"soon\"", types));
    }

    [Theory]
    [InlineData("""{"a":[{"b":1.5,"c":9007199254740993}],"d":null,"e":true,"f":"x"}""")]
    [InlineData("{}")]
    public void A_document_comes_back_as_it_went(string json)
    {
        var document = new ForeignValues(NoTypes).Document(Json(json), string.Empty);

        Assert.True(JsonElement.DeepEquals(Json(json), Json(Written(document))), Written(document));
    }

    [Fact]
    public void What_JSON_lacks_comes_out_as_text()
    {
        var document = new BsonDocument
        {
            ["id"] = ObjectId.Parse("0123456789abcdef01234567"),
            ["at"] = new BsonDateTime(1772352000123),
            ["late"] = new BsonDateTime(long.MaxValue),
            ["bin"] = new byte[] { 1, 2 },
            ["dec"] = Decimal128.Parse("1.10"),
            ["nan"] = double.NaN,
        };

        Assert.Equal(
            """{"id":"0123456789abcdef01234567","at":"2026-03-01T08:00:00.123Z","late":"9999-12-31T23:59:59.999Z","bin":"AQI=","dec":"1.10","nan":"NaN"}""",
            Written(document));
    }

    [Fact]
    public void A_value_that_nests_too_deep_is_refused_both_ways()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 40)) + "1" + new string('}', 40);

        Assert.Throws<UnsoundValueException>(() => new ForeignValues(NoTypes).Document(Json(deep), string.Empty));
        using var writer = new Utf8JsonWriter(Stream.Null);
        Assert.False(ForeignValues.Write(writer, BsonDocument.Parse(deep)));
    }

    [Theory]
    [InlineData("orders", true)]
    [InlineData("shop.orders", true)]
    [InlineData("system.users", false)]
    [InlineData("a$b", false)]
    [InlineData("", false)]
    [InlineData("a\0b", false)]
    [InlineData(".a", false)]
    public void A_collection_has_a_name_of_a_users(string name, bool isOne) => Assert.Equal(isOne, ForeignNames.IsCollection(name));

    private static BsonDocument Filter(string field, string name, string value, Dictionary<string, string>? types = null) =>
        ForeignFilter.Of([new ForeignCondition(field, name, Json(value))], new ForeignValues(types ?? NoTypes));

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static string Written(BsonDocument document)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            Assert.True(ForeignValues.Write(writer, document));
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
