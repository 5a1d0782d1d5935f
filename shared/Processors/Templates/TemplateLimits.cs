using System.Text;
using Fluid.Values;

namespace HiveFlow.Processors.Templates;

/// <summary>What one rendering may use up; every filter and every piece of output counts. Over it, <see cref="TemplateLimitException"/>.</summary>
internal sealed class TemplateLimits(CancellationToken cancellationToken)
{
    /// <summary>Statements and turns of loops.</summary>
    public const int MaxSteps = 20_000;

    /// <summary>Longest output and longest text of a filter, in characters.</summary>
    public const int MaxText = 1 << 20;

    /// <summary>Longest list that a range or a filter makes.</summary>
    public const int MaxItems = 10_000;

    /// <summary>Longest text to look for, and longest separator: a search costs text times what is looked for.</summary>
    public const int MaxNeedle = 1_000;

    /// <summary>Characters and items that go through filters, together.</summary>
    private const long MaxWork = 32 << 20;

    private long work;

    /// <summary>Counts a value that goes in or comes out.</summary>
    public void Count(FluidValue value)
    {
        Count(value switch
        {
            StringValue text => text.ToStringValue().Length,
            ArrayValue list => list.Values.Count,
            _ => 1,
        });
    }

    /// <summary>Counts work of that many characters or items, before it is done.</summary>
    public void Count(long size)
    {
        cancellationToken.ThrowIfCancellationRequested();
        work += size;
        if (size > MaxText || work > MaxWork)
        {
            throw new TemplateLimitException("makes texts or lists that are too large");
        }
    }

    /// <summary>Takes the output; over the limit it throws.</summary>
    public sealed class Output(TemplateLimits limits) : StringWriter(new StringBuilder(), System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void Write(char value)
        {
            Check(1);
            base.Write(value);
        }

        public override void Write(char[] buffer, int index, int count)
        {
            Check(count);
            base.Write(buffer, index, count);
        }

        public override void Write(ReadOnlySpan<char> buffer)
        {
            Check(buffer.Length);
            base.Write(buffer);
        }

        public override void Write(string? value)
        {
            Check(value?.Length ?? 0);
            base.Write(value);
        }

        public override Task WriteAsync(char value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(string? value)
        {
            Write(value);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(char[] buffer, int index, int count)
        {
            Write(buffer, index, count);
            return Task.CompletedTask;
        }

        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
        {
            Write(buffer.Span);
            return Task.CompletedTask;
        }

        private void Check(int more)
        {
            limits.Count(0L);
            if (GetStringBuilder().Length + (long)more > MaxText)
            {
                throw new TemplateLimitException($"writes more than {MaxText} characters");
            }
        }
    }
}
