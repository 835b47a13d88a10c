/**
 * What small operators write about. The lists are our own: everyday words of the trade, none that stands for a
 * protected attribute (a test compares them with `protected-terms.ts`).
 */
export const topics = {
  goods: `商品 产品 新品 新款 爆款 货源 品质 质量 正品 款式 颜色 尺码 规格 品牌 product products item items quality brand
    style styles colour colours color colors size sizes stock model models collection`,
  operations: `开店 开门 营业 生意 经营 店铺 门店 小店 摊位 进货 库存 补货 老板 员工 招聘 装修 房租 成本 利润 营业额 business
    businesses shop store company owner operate operating inventory equipment supplies staff employees hire rent cost
    costs profit profits revenue sales customers clients`,
  money: `资金 周转 贷款 借款 还款 利息 利率 信用卡 欠款 存款 工资 收入 支出 账单 银行 分期 loan loans money bank banks
    interest rate rates credit card cards debt debts payment payments pay paying paid income salary budget savings bills
    bill mortgage balance balances consolidate consolidation refinance`,
  promotion: `优惠 折扣 打折 特价 促销 秒杀 满减 包邮 赠送 抽奖 活动 福利 会员 sale discount discounts offer offers
    promotion promotions deal deals coupon coupons bargain special`,
  service: `客户 顾客 售后 服务 咨询 客服 退货 换货 退款 好评 反馈 回头客 老客户 service services support customer client
    feedback review reviews refund refunds return returns warranty satisfaction`,
  delivery: `发货 快递 物流 到货 送货 配送 外卖 自提 顺丰 包裹 仓库 delivery deliver delivered shipping shipped ship courier
    parcel warehouse pickup`,
  food: `美食 好吃 味道 新鲜 水果 蔬菜 早餐 午餐 晚餐 火锅 烧烤 奶茶 咖啡 蛋糕 面包 包子 面条 餐厅 菜单 食材 food fresh
    delicious tasty restaurant menu coffee tea cake bread lunch dinner breakfast fruit vegetables catering`,
  clothing: `衣服 连衣裙 裙子 裤子 外套 上衣 鞋子 包包 面料 穿搭 搭配 时尚 clothes clothing dress dresses shoes bag bags
    fabric fashion jacket shirt wear`,
  home: `家具 家电 家居 厨房 沙发 窗帘 地板 房子 维修 装饰 furniture kitchen house roof floor bathroom repair repairs
    remodel renovation improvement improvements appliance appliances`,
  transport: `汽车 车辆 货车 电动车 摩托车 司机 运输 加油 保养 car cars truck trucks vehicle vehicles motorcycle driver
    fuel tires transmission`,
  digital: `手机 电脑 软件 网站 直播 视频 网店 淘宝 抖音 小程序 公众号 phone computer software website online internet
    app video stream laptop`,
  work: `工作 上班 加班 职位 公司 同事 项目 合同 稳定 job jobs work working employed employment employer career
    position project contract full-time stable`,
  learning: `学习 培训 课程 考试 学费 学校 老师 知识 技能 school college university tuition course courses training degree
    study learn teacher`,
} as const;

export type Topic = keyof typeof topics;
