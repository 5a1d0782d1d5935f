using HiveFlow.Storage.Documents;
using HiveFlow.Storage.MongoDocuments;
using HiveFlow.Storage.Tests.Documents;
using MongoDB.Bson;
using MongoDB.Bson.Serialization;
using MongoDB.Driver;

namespace HiveFlow.Storage.Tests.MongoDocuments;

public sealed class MongoRenderingTests
{
    private static readonly IndexValue[] InOrder =
        [IndexValue.None, long.MinValue + 1, -1_000_000, -1, 0, 1, 255, long.MaxValue, "", "\0", "A", "a", "aa", "b", "n", "ä", "🐝"];

    private static readonly RenderArgs<BsonDocument> Arguments =
        new(BsonSerializer.LookupSerializer<BsonDocument>(), BsonSerializer.SerializerRegistry);

    [Fact]
    public void Values_come_back_and_order_as_their_texts_do()
    {
        for (var i = 0; i < InOrder.Length; i++)
        {
            Assert.Equal(InOrder[i], MongoIndexValue.Read(MongoIndexValue.Write(InOrder[i])));
            if (i > 0)
            {
                Assert.True(string.CompareOrdinal(MongoIndexValue.Write(InOrder[i - 1]), MongoIndexValue.Write(InOrder[i])) < 0);
            }
        }
    }

    [Fact]
    public void A_query_is_made_of_the_tenant_its_values_its_bounds_and_its_position()
    {
        var tenant = Tenant.Of(DocumentId.New(TimeProvider.System));
        var query = new DocumentQuery("city_age") { EqualTo = ["$where"], From = 1, Limit = 1 };
        var cursor = QueryPlan.Of(Person.Collection, tenant, query).CursorBehind(new DocumentPosition([7], "x"));
        var plan = QueryPlan.Of(Person.Collection, tenant, query with { Cursor = cursor });

        var filter = MongoQueryFilter.Of(tenant, plan).Render(
            new RenderArgs<BsonDocument>(BsonSerializer.LookupSerializer<BsonDocument>(), BsonSerializer.SerializerRegistry));

        var seven = "n8000000000000007";
        Assert.Equal(
            BsonDocument.Parse($$"""
                { t: "{{tenant.Key}}", f_city_age_0: "t$where", f_city_age_1: { $gte: "n8000000000000001", $lt: "t", $lte: "{{seven}}" },
                  $or: [ { f_city_age_1: { $lt: "{{seven}}" } }, { f_city_age_1: "{{seven}}", _id: { $lt: "x" } } ] }
                """),
            filter);
    }

    [Fact]
    public void A_replacement_sets_content_expiry_and_index_fields_and_counts_the_version_up()
    {
        var table = new MongoTable(Person.Collection, null!);
        var until = DateTimeOffset.FromUnixTimeMilliseconds(1_000);

        var update = table.Replacement(DocumentWrite.Upsert(Person.Collection, Tenant.System, "1", new Person("a", "b", 7, until))).Render(Arguments);

        Assert.Equal(
            BsonDocument.Parse("""
                { $set: { b: "{\"Name\":\"a\",\"City\":\"b\",\"Age\":7,\"Until\":\"1970-01-01T00:00:01+00:00\"}", x: { $date: "1970-01-01T00:00:01Z" },
                          f_name_0: "ta", f_place_0: "tb", f_place_1: "n8000000000000007", f_city_age_0: "tb", f_city_age_1: "n8000000000000007" },
                  $inc: { v: NumberLong(1) } }
                """),
            update);
    }

    [Fact]
    public void An_addition_only_adds()
    {
        var update = MongoTable.Addition(DocumentWrite.Increment(Tenant.System, "c", -3)).Render(Arguments);

        Assert.Equal(BsonDocument.Parse("{ $inc: { n: NumberLong(-3), v: NumberLong(1) } }"), update);
    }

    [Fact]
    public void A_duplicate_is_told_by_the_index_and_not_by_what_users_wrote()
    {
        var table = new MongoTable(Person.Collection, null!);
        var name = MongoTable.UniqueIndexName(Person.Collection.Indexes[0]);
        var place = MongoTable.UniqueIndexName(Person.Collection.Indexes[1]);

        Assert.Equal("name", table.DuplicateOf(
            $"E11000 duplicate key error collection: db.people index: {name} dup key: {{ f: \"t index: {place} \" }}"));
        Assert.Equal("id", table.DuplicateOf("E11000 duplicate key error collection: db.people index: _id_ dup key: { _id: \"1\" }"));
    }
}
