namespace Store.Infrastructure.Payments.SbPayment;

/// <summary>One function of SBPS's interface: its id, and its parameters in the order that the hash goes by.</summary>
internal sealed record SbpsFunction(string Id, IReadOnlyList<SbpsField> Fields);

/// <summary>One parameter.</summary>
/// <param name="Path">Element names with a dot between them.</param>
/// <param name="IsMultiByte">Sent as Base64 of its bytes in Shift_JIS.</param>
/// <param name="IsEncrypted">Sent encrypted, where encryption is on.</param>
/// <param name="Rows">The parameters of each row, where this one is a list.</param>
internal sealed record SbpsField(
    string Path,
    bool IsMultiByte = false,
    bool IsEncrypted = false,
    IReadOnlyList<SbpsField>? Rows = null
);

/// <summary>
/// The functions for credit cards that the store uses, as the interface's specification lists them. Raw card data is a
/// parameter of older functions, which are not here and must never be.
/// </summary>
internal static class SbpsFunctions
{
    /// <summary>決済要求（トークン利用）.</summary>
    public static readonly SbpsFunction Authorize = new(
        "ST01-00131-101",
        [
            new("merchant_id"),
            new("service_id"),
            new("cust_code"),
            new("order_id"),
            new("item_id"),
            new("item_name", IsMultiByte: true),
            new("tax"),
            new("amount"),
            new("free1", IsMultiByte: true),
            new("free2", IsMultiByte: true),
            new("free3", IsMultiByte: true),
            new("order_rowno"),
            new("sps_cust_info_return_flg"),
            new(
                "dtls",
                Rows:
                [
                    new("dtl_rowno"),
                    new("dtl_item_id"),
                    new("dtl_item_name", IsMultiByte: true),
                    new("dtl_item_count"),
                    new("dtl_tax"),
                    new("dtl_amount"),
                ]
            ),
            new("pay_method_info.dealings_type", IsEncrypted: true),
            new("pay_method_info.divide_times", IsEncrypted: true),
            new("pay_method_info.resrv1", IsMultiByte: true, IsEncrypted: true),
            new("pay_method_info.resrv2", IsMultiByte: true, IsEncrypted: true),
            new("pay_method_info.resrv3", IsMultiByte: true, IsEncrypted: true),
            new("pay_option_manage.token"),
            new("pay_option_manage.token_key"),
            new("pay_option_manage.cust_manage_flg"),
            new("pay_option_manage.cardbrand_return_flg"),
            new("encrypted_flg"),
            new("request_date"),
            new("limit_second"),
        ]
    );

    /// <summary>確定要求.</summary>
    public static readonly SbpsFunction Commit = new("ST02-00101-101", Step());

    /// <summary>売上要求, where sales are told one by one (指定売上).</summary>
    public static readonly SbpsFunction Capture = new("ST02-00201-101", Step("pay_option_manage.amount"));

    /// <summary>取消返金要求: a cancellation before the sales, a refund after.</summary>
    public static readonly SbpsFunction Cancel = new("ST02-00303-101", Step());

    /// <summary>部分返金要求.</summary>
    public static readonly SbpsFunction Refund = new("ST02-00307-101", Step("pay_option_manage.amount"));

    /// <summary>決済結果参照要求.</summary>
    public static readonly SbpsFunction Inquire = new(
        "MG01-00101-101",
        [
            new("merchant_id"),
            new("service_id"),
            new("sps_transaction_id"),
            new("tracking_id"),
            new("response_info_type"),
            new("pay_option_manage.cardbrand_return_flg"),
            new("encrypted_flg"),
            new("request_date"),
            new("limit_second"),
        ]
    );

    private static SbpsField[] Step(params string[] options) =>
        [
            new("merchant_id"),
            new("service_id"),
            new("sps_transaction_id"),
            new("tracking_id"),
            new("processing_datetime"),
            .. options.Select(o => new SbpsField(o)),
            new("request_date"),
            new("limit_second"),
        ];
}
