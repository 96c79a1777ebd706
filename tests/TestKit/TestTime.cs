namespace Store.TestKit;

/// <summary>The machine's clock, ahead by as much as a test wants: for what expires in security time.</summary>
public sealed class TestTime : TimeProvider
{
    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
