using Store.Benchmarks.Audit;
using Store.Benchmarks.Close;
using Store.Benchmarks.Measuring;
using Store.Benchmarks.Place;

// Measurements, not tests: they print figures and compare them in the same run, and assert nothing about time.
switch (args)
{
    case ["place", .. var rest]:
        return await PlaceBench.Run(Arguments.Parse(rest));
    case ["audit", .. var rest]:
        return await AuditBench.Run(Arguments.Parse(rest));
    case ["documents", .. var rest]:
        return await DocumentsBench.Run(Arguments.Parse(rest));
    case ["close", .. var rest]:
        return await CloseBench.Run(Arguments.Parse(rest));
    default:
        Console.WriteLine(
            """
            ./bench place   orders: P1, P2, P4, P10, P11, P12, and the use case without HTTP
                            --only writer,p1,p2,p4,p10,p11   --short   --seed N   --rounds N   --orders N
                            --callers 64,256   --connections N (the raw line's)   --minutes N (P11)
            ./bench close   a month's closing: 10,000 accounts of 10 orders each
                            --accounts N   --orders N   --short   --seed N
            ./bench audit   what auditors ask for: P6 (export beside COPY), P7 (a bundle verified), P8 (proofs)
                            --only p6,p7,p8   --short   --seed N   --rounds N   --facts N   --proofs N
            ./bench documents   pages of issued documents among 1,000,000, by every kind of filter and deep inside
                            --documents N   --pages N   --short   --seed N
            """
        );
        return args.Length == 0 ? 0 : 2;
}
