/** The first file of every archive: what a bank's engineers need to read the rest. */
export const archiveReadme = `# An export of your bank's data

Everything that one environment of your bank had in FanXing when the export was made, from one moment.

- \`data/SCHEMA.TABLE.ndjson\`: one table, one row a line, each a JSON object (RFC 8259) in UTF-8, in the order of the primary key.
  A large table goes on in \`data/SCHEMA.TABLE.part-2.ndjson\` and so on: join them in that order. A table without rows has an
  empty file.
- \`manifest.json\`: of each table its rows, the SHA-256 of its lines and its files; of each file its bytes and SHA-256. It is written
  last: an archive without it is not whole.
- Amounts whose column ends in \`_minor\` are in the currency's smallest unit (fen); rates are decimal numbers. Read numbers with
  a reader that keeps all digits. Moments are in UTC, business dates have no time. \`\\x…\` is bytes in hexadecimal.
- Personal data are in the clear: keep this file as you keep your customers' files. Values that were erased are null. Keys,
  passwords, secrets and look-up indexes are left out.
- The audit log is in \`audit.event\`, \`audit.seal\` and \`audit.anchor\`.

# 本行数据导出

本归档包含导出时刻贵行在凡星一个环境中的全部数据，取自同一时间点。

- \`data/模式.表.ndjson\`：每表一个文件，每行一条记录，为 UTF-8 编码的 JSON 对象，按主键排序。大表续于
  \`data/模式.表.part-2.ndjson\` 等文件，依次拼接即可；无记录的表为空文件。
- \`manifest.json\`：每表的行数、内容的 SHA-256 及其文件，每个文件的字节数与 SHA-256。最后写入：缺少此文件即归档不完整。
- 以 \`_minor\` 结尾的金额以货币最小单位（分）计；利率为小数。请使用不丢失精度的解析器读取数字。时刻为 UTC，营业日不含时间。
- 个人信息为明文：请按客户档案的要求保管。已删除的值为 null。密钥、口令与检索索引不在其中。
- 审计日志见 \`audit.event\`、\`audit.seal\` 与 \`audit.anchor\`。
`;
