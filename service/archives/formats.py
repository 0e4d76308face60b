"""What can be read, in the words of those who have it: which phones and programs make it, and how to get it out."""

from dataclasses import dataclass

from service.extras import command


@dataclass(frozen=True, slots=True)
class Format:
    """One kind of archive; `reader` is the module that reads it, the rest is for people, in Chinese.

    `command` and `page` are what the command line and a page add to `export`; None where a page cannot take it.
    """

    name: str
    files: str
    made_by: str
    export: str
    reader: str
    command: str = ""
    page: str | None = ""


def formats() -> list[Format]:
    """Every kind of archive that can be read, the likeliest first."""
    return list(_FORMATS)


_FORMATS = (
    Format(
        name="CSV、TSV、TXT 表格",
        files="*.csv *.tsv *.txt",
        made_by="电脑端手机助手、iMazing、OpenExtract、PhoneView、小米云服务脚本、自己整理的表格",
        export="在原软件里把短信导出为 CSV 或文本；首行要有“内容、号码、时间”之类的列名",
        reader="delimited",
        command="列名认不出时用 --map text=列名 指定",
        page="列名认不出时，把短信那一列的列名改成“内容”",
    ),
    Format(
        name="Excel、WPS、LibreOffice 工作簿",
        files="*.xlsx *.xls *.ods",
        made_by="Excel、WPS 表格、LibreOffice；小米云服务脚本的 sms.xlsx",
        export="直接保存即可，每个工作表分别读取",
        reader="spreadsheets",
    ),
    Format(
        name="网页里的表格",
        files="*.html *.htm *.xls",
        made_by="数据恢复软件导出的网页；一些网站和旧软件的“Excel”文件，其实是网页",
        export="直接给出；表格首行要有“内容”，以及“时间”或“号码”",
        reader="web_tables",
    ),
    Format(
        name="SMS Backup & Restore、超级备份 XML",
        files="sms-*.xml *.zip",
        made_by="任何安卓手机上的 SMS Backup & Restore、超级备份；Signal、Silence 的明文导出",
        export="在应用里选择“备份”，只备份短信，再给出生成的 XML 或 ZIP",
        reader="sms_backup_restore",
    ),
    Format(
        name="iPhone、Mac 短信数据库",
        files="sms.db chat.db 3d0d7e5fb2ce…",
        made_by="iPhone（iTunes、访达备份）、Mac 的“信息”",
        export="用 iTunes 或访达备份；Mac 上给出 Library/Messages/chat.db",
        reader="databases",
        command="备份则给出整个文件夹，不必解压或改名",
        page="备份则选 3d 文件夹中的 3d0d7e5fb2ce288813306e4d4636395e047a3d28，不必改名；加密的备份在网页上读不了",
    ),
    Format(
        name="iPhone 加密备份",
        files="Manifest.plist 所在的文件夹",
        made_by="iPhone（iTunes、访达备份，勾选了“加密本地备份”）",
        export="给出整个备份文件夹和备份密码；没有密码时，取消“加密本地备份”再备份一次",
        reader="iphone_backups",
        command=f"需要先运行 {command('iphone')}",
        page=None,
    ),
    Format(
        name="安卓短信数据库",
        files="mmssms.db",
        made_by="已 root 的安卓手机、TWRP 备份、取证工具",
        export="从 /data/data/com.android.providers.telephony/databases 复制 mmssms.db，连同旁边的 mmssms.db-wal",
        reader="databases",
    ),
    Format(
        name="华为备份数据库",
        files="sms.db",
        made_by="华为、荣耀手机的“备份”应用或 HiSuite",
        export="备份时不要设置密码，再给出备份文件夹里的 sms.db；设过密码的备份无法读取",
        reader="databases",
    ),
    Format(
        name="SmsForwarder 与取证软件的数据库",
        files="sms_forwarder.db sms.db",
        made_by="短信转发器 SmsForwarder；国产手机逻辑提取软件",
        export="从应用数据目录或提取结果的 sms 文件夹复制数据库",
        reader="databases",
    ),
    Format(
        name="MIUI 本地备份",
        files="短信(com.android.mms).bak",
        made_by="小米、红米手机的“备份与重置 → 本地备份”",
        export="备份时只选短信、不设密码，再复制 MIUI/backup/AllBackup 下当天的文件夹",
        reader="miui",
        page="选文件夹里的“短信(com.android.mms).bak”",
    ),
    Format(
        name="VMSG、VMG",
        files="sms.vmsg *.vmg",
        made_by="联发科、中兴、OPPO、魅族、联想等手机自带的备份；诺基亚手机",
        export="用手机自带的“备份与恢复”备份短信，再复制 sms 文件夹里的 sms.vmsg",
        reader="vmg",
    ),
    Format(
        name="JSON、JSON Lines",
        files="*.json *.jsonl *.ndjson",
        made_by="SMS Import / Export、Fossify 与 Simple SMS、QUIK 与 QKSMS、SmsForwarder 接口、小米云服务脚本",
        export="在应用的设置里导出为 JSON；小米云的 sms.json 只有每个会话的最后一条，请改用 sms_res.json",
        reader="keyed",
    ),
    Format(
        name="压缩包与 adb 备份",
        files="*.zip *.gz *.tar *.ab *.bak",
        made_by="以上任何一种文件打成的包；adb backup；SMS Import / Export 2.0 的 ZIP",
        export="不必解压，直接给出；加密的 ZIP 和 adb 备份需要密码",
        reader="containers",
        command=f"加密的 adb 备份要先运行 {command('adb')}",
        page="密码填在“更多选择”里",
    ),
    Format(
        name="诺基亚 CSV",
        files="*.csv",
        made_by="诺基亚 PC 套件、Nokia Suite",
        export="在电脑套件里导出短信",
        reader="nokia",
    ),
    Format(
        name="Gammu 备份",
        files="*.smsbackup *.backup",
        made_by="电脑上的 Gammu、Wammu",
        export="用 gammu backupsms 备份.smsbackup，或在 Wammu 里选择备份短信",
        reader="gammu",
    ),
    Format(
        name="对话文本",
        files="*.txt",
        made_by="把短信存成文本的小工具，每条上面一行是时间、to 或 from、号码和冒号，或者只有号码和时间",
        export="在原软件里导出为文本",
        reader="transcripts",
    ),
    Format(
        name="聊天记录文本",
        files="*.txt",
        made_by="QQ 的消息管理器；微信多选后用邮件发出的聊天记录；留痕、iExplorer 等导出的文本",
        export="在 QQ 的消息管理器里导出为 TXT；微信里多选、用邮件发给自己，把正文存成文本；每条以时间和名字开头，"
        "没有时间的以“名字：”开头，自己写作“我”",
        reader="chats",
    ),
    Format(
        name="adb content query 的输出",
        files="*.txt",
        made_by="任何安卓手机，在电脑上用 adb，不必 root",
        export="在手机上打开 USB 调试，在电脑上用 adb 查询 content://sms，把输出存成文本",
        reader="queried",
        command="运行 adb shell content query --uri content://sms > 短信.txt",
    ),
    Format(
        name="SMS Backup+ 邮件",
        files="*.eml *.mbox",
        made_by="把短信存进 Gmail 的 SMS Backup+",
        export="在邮箱里导出带 SMS 标签的邮件（如用 Google Takeout 导出为 mbox）",
        reader="mails",
    ),
    Format(
        name="带标签的文本",
        files="*.txt",
        made_by="逐条写明“发件人：”“时间：”“内容：”的导出软件，自己抄录的短信",
        export="每一项单独一行，前面写“发件人：”“时间：”“类型：”“内容：”，各条之间空一行",
        reader="labelled",
        command="短信一项用别的名字时，用 --map text=名字 指定",
        page="短信一项用别的名字时，改成“内容”",
    ),
    Format(
        name="Google Voice 网页",
        files="* - Text - *.html",
        made_by="Google Voice（Google Takeout）",
        export="在 Google Takeout 里选择 Voice，给出 Calls 文件夹里名为 Text 的网页",
        reader="google_voice",
    ),
    Format(
        name="GO 短信 XML",
        files="gosms_sys*.xml",
        made_by="GO 短信加强版（GO SMS Pro）",
        export="在应用里备份，再复制 GOSMS 文件夹里的 XML",
        reader="go_sms_pro",
    ),
    Format(
        name="钛备份 XML",
        files="com.keramidas.virtual.XML_MESSAGES-*.xml.gz",
        made_by="钛备份（Titanium Backup）",
        export="在菜单里选择“备份数据到 XML”，只选短信",
        reader="titanium",
    ),
    Format(
        name="Windows Phone 备份",
        files="*.msg",
        made_by="Windows Phone 的 contacts+message backup",
        export="在应用里备份短信，再复制生成的 .msg 文件",
        reader="windows_phone",
    ),
    Format(
        name="Parquet",
        files="*.parquet",
        made_by="数据分析工具",
        export="直接给出",
        reader="parquet",
        command=f"需要先运行 {command('parquet')}",
        page=None,
    ),
)
