namespace Store.Api.Sandbox;

/// <summary>The elements of SBPS's requests, in their order, and what each may hold.</summary>
internal static class SbpsParts
{
    public static readonly Part Hash = new("sps_hashcode", "025", 40, "^[0-9a-f]{40}$");

    private static readonly Part[] Who =
    [
        new("merchant_id", "001", 5, "^[0-9]{5}$"),
        new("service_id", "002", 3, "^[0-9]{3}$"),
    ];

    private static readonly Part[] When =
    [
        new("request_date", "023", 14, "^[0-9]{14}$"),
        new("limit_second", "024", 4, "^[0-9]{1,4}$", IsRequired: false),
    ];

    private static readonly Part[] Which =
    [
        new("sps_transaction_id", "026", 32, "^[0-9A-Za-z]{32}$"),
        new("tracking_id", "027", 14, "^[0-9]{14}$"),
    ];

    private static readonly Part[] Row =
    [
        new("dtl_rowno", "014", 4, "^[0-9]+$"),
        new("dtl_item_id", "015", 32, "^[!-~]+$"),
        new("dtl_item_name", "016", 40, "", IsRequired: false, IsMultiByte: true),
        new("dtl_item_count", "017", 5, "^[0-9]+$", IsRequired: false),
        new("dtl_tax", "018", 7, "^[0-9]+$", IsRequired: false),
        new("dtl_amount", "019", 7, "^[0-9]+$", IsRequired: false),
    ];

    private static readonly Part[] Method =
    [
        // The store sells for a lump sum only (CARD-3).
        new("dealings_type", "202", 2, "^10$", IsEncrypted: true),
        new("divide_times", "203", 3, "^$", IsRequired: false, IsEncrypted: true),
        new("resrv1", "206", 20, "", IsRequired: false, IsMultiByte: true, IsEncrypted: true),
        new("resrv2", "207", 20, "", IsRequired: false, IsMultiByte: true, IsEncrypted: true),
        new("resrv3", "208", 20, "", IsRequired: false, IsMultiByte: true, IsEncrypted: true),
    ];

    private static readonly Part[] Options =
    [
        new("token", "214", 1024, "^[!-~]+$"),
        new("token_key", "214", 1024, "^[!-~]+$"),
        new("cust_manage_flg", "205", 1, "^[01]$", IsRequired: false),
        new("cardbrand_return_flg", "215", 1, "^[01]$", IsRequired: false),
    ];

    private static readonly Part Encrypted = new("encrypted_flg", "028", 1, "^[01]$", IsRequired: false);

    public static readonly Dictionary<string, Function> Functions = new Function[]
    {
        new(
            "ST01-00131-101",
            "authorize",
            [
                .. Who,
                new("cust_code", "003", 64, "^[ -~]+$"),
                new("order_id", "004", 38, "^[!-~]+$"),
                new("item_id", "005", 32, "^[ -~]+$"),
                new("item_name", "006", 40, "", IsRequired: false, IsMultiByte: true),
                new("tax", "007", 7, "^[0-9]+$", IsRequired: false),
                new("amount", "008", 7, "^[1-9][0-9]*$"),
                new("free1", "010", 20, "", IsRequired: false, IsMultiByte: true),
                new("free2", "011", 20, "", IsRequired: false, IsMultiByte: true),
                new("free3", "012", 20, "", IsRequired: false, IsMultiByte: true),
                new("order_rowno", "013", 5, "^[0-9]+$", IsRequired: false),
                new("sps_cust_info_return_flg", "030", 1, "^[01]$", IsRequired: false),
                new("dtls", [new("dtl", Row) { IsRepeated = true }]),
                new("pay_method_info", Method),
                new("pay_option_manage", Options),
                Encrypted,
                .. When,
            ]
        ),
        new("ST02-00101-101", "commit", Step()),
        new("ST02-00201-101", "capture", Step(AmountOf(required: false))),
        new("ST02-00303-101", "cancel", Step()),
        new("ST02-00307-101", "refund", Step(AmountOf(required: true))),
        new(
            "MG01-00101-101",
            "inquiry",
            [
                .. Who,
                .. Which,
                new("response_info_type", "214", 1, "^[12]$"),
                new("pay_option_manage", [Options[^1]]),
                Encrypted,
                .. When,
            ]
        ),
    }.ToDictionary(f => f.Id);

    private static Part[] Step(params Part[] options) =>
        [
            .. Who,
            .. Which,
            new("processing_datetime", "029", 14, "^[0-9]{14}$", IsRequired: false),
            .. options,
            .. When,
        ];

    private static Part AmountOf(bool required) =>
        new("pay_option_manage", [new("amount", "008", 7, "^[1-9][0-9]*$", IsRequired: required)]);

    internal sealed record Function(string Id, string Operation, IReadOnlyList<Part> Parts);

    /// <param name="Item">The last three characters of an error about it.</param>
    internal sealed record Part(
        string Name,
        string Item,
        int MostBytes,
        string Pattern,
        bool IsRequired = true,
        bool IsMultiByte = false,
        bool IsEncrypted = false
    )
    {
        /// <summary>An element that has others inside.</summary>
        public Part(string name, IReadOnlyList<Part> parts)
            : this(name, "999", 0, "") => Parts = parts;

        public IReadOnlyList<Part> Parts { get; private init; } = [];

        public bool IsRepeated { get; init; }
    }
}
