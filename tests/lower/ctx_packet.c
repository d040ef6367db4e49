// A packet pointer is a pointer from its load on, whatever integers C sends it through.
// ir: load 4 \[\$0 \+ 4\] align 4 prov packet
// ir: load 4 \[\$0 \+ 8\] align 4 prov packet_end
// ir: add %[0-9]+, 14
// ir: cmp ugt
// ir: load 2 \[%[0-9]+ \+ 12\] align 2
// no: inttoptr
struct xdp_md { unsigned len, data, data_end; };
struct eth { unsigned char dst[6], src[6]; unsigned short proto; };
__attribute__((section("xdp"), used)) int prog(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct eth *eth = data;

	if ((void *)(eth + 1) > end)
		return 1;
	return eth->proto;
}
