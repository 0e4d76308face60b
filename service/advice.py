"""What helps whoever gets such messages, as pages, reports and letters say it."""

KEEP = "手机里的原短信先不要删，手机也请保留。"
SAFETY = "如果有人已经上门、跟踪，或者您感到现实危险，请直接拨打 110。"
COMPLAIN = (
    "可以先向贷款机构的官方客服投诉，要求书面答复；再按需要向 12378（银行保险消费者投诉热线）、"
    "12321（网络不良与垃圾信息举报受理中心）或公安机关反映。"
)
ASK_COURT = "自称法院的短信可以拨打 12368 核实。"
PAY = f"如果要还款，只走贷款机构的官方渠道，不要转给个人。{ASK_COURT}"
POLICE = "收到威胁、侮辱的短信，或者被反复骚扰，可以带上手机到派出所报案。"
