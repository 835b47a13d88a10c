/** Words of praise and of trouble, words that turn the next ones round, words that sell. Our own lists. */
export const tones = {
  positive: `好 很好 喜欢 满意 感谢 谢谢 开心 高兴 优秀 成功 顺利 新鲜 好吃 漂亮 好看 推荐 放心 信赖 专业 诚信 准时 值得 划算
    实惠 精致 热情 进步 稳定 红火 兴隆 good great excellent best better happy glad thank thanks grateful love success
    successful successfully proud reliable responsible stable secure excited perfect excellent appreciate improve
    improved quality trust honest confident opportunity`,
  negative: `差 不好 糟糕 失望 难过 生气 投诉 骗 骗子 假货 退款 亏损 亏本 倒闭 欠 拖欠 逾期 困难 压力 烦 累 失败 担心 麻烦
    着急 冷清 滞销 涨价 bad worse worst terrible poor problem problems trouble difficult difficulty struggle struggling
    failed failure loss losses lost late behind overdue unfortunately mistake mistakes emergency stress worried
    desperate bankrupt bankruptcy collection collections`,
  negation: `不 没 没有 无 未 别 不是 不会 不能 not no never without don't doesn't didn't isn't wasn't can't cannot won't
    haven't hasn't neither nor`,
  commercial: `下单 购买 抢购 预订 订购 加微信 微信 私信 扫码 收款 支付 现货 批发 零售 代理 团购 拼团 秒杀 包邮 优惠 折扣 打折
    特价 促销 价格 原价 现价 售价 元 块 上新 到货 库存 客户 顾客 老客户 链接 buy order orders price prices sale sell selling
    discount offer shipping delivery wholesale retail stock deal checkout cart available customers customer clients sales
    dm invoice`,
} as const;

export type Tone = keyof typeof tones;
