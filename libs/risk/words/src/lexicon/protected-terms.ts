/**
 * Words that stand for what no decision may rest on. They are taken out of a text before any feature or model sees it,
 * and counted so that their proxies can be measured. A list can not be complete: `measure-proxies.ts` finds what still
 * speaks for an attribute. Phrases are joined by `_`. Regions are the provinces of China and the states of the
 * United States, and words for coming from somewhere; places of business belong to `risk/place`, which names its own.
 */
export const protectedTerms = {
  gender: `男 女 男人 女人 男士 女士 男性 女性 先生 小姐 小姐姐 小哥哥 姐妹 兄弟 她 他 她们 他们 帅哥 美女 妇女 女生 男生 女孩
    男孩 女装 男装 he she him her his hers himself herself man woman men women male female boy boys girl girls guy guys
    lady ladies gentleman gentlemen mr mrs ms miss`,
  family: `老公 老婆 丈夫 妻子 爱人 结婚 已婚 未婚 离婚 离异 单身 单亲 单亲妈妈 孩子 小孩 儿子 女儿 宝宝 宝贝 妈妈 爸爸 父母 父亲
    母亲 爷爷 奶奶 外婆 外公 家人 家庭 婚礼 订婚 恋爱 男友 女友 husband wife spouse fiance fiancee married marry marriage
    wedding engaged engagement divorce divorced separated widow widowed single_mother single_mom single_father single_dad
    single_parent mother mom mommy father dad daddy parent parents son sons daughter daughters kid kids child children
    baby babies family families boyfriend girlfriend brother sister grandmother grandfather grandchildren alimony
    child_support daycare bride groom honeymoon`,
  pregnancy: `怀孕 孕妇 产假 生孩子 坐月子 二胎 三胎 pregnant pregnancy maternity maternity_leave newborn`,
  age: `年轻 年轻人 老人 老年 中年 退休 岁 周岁 年龄 80后 90后 00后 大学生 young younger elderly senior seniors retired
    retire retirement retiree years_old year_old age aged teenager old`,
  health: `生病 疾病 住院 医院 手术 癌症 糖尿病 高血压 残疾 残疾人 抑郁 抑郁症 治疗 病人 医药费 医疗 药 sick illness ill
    disease disability disabled hospital surgery cancer diabetes depression medical doctor doctors therapy medication
    health surgeries injured injury wheelchair dental`,
  ethnicity: `民族 汉族 回族 藏族 维吾尔 维吾尔族 蒙古族 壮族 满族 苗族 彝族 朝鲜族 少数民族 外国人 移民 black white asian
    african african_american hispanic latino latina caucasian indian chinese mexican immigrant immigrants immigration
    native_american race racial ethnic minority work_visa student_visa citizen citizenship`,
  religion: `宗教 佛教 基督 基督教 天主教 伊斯兰 伊斯兰教 穆斯林 清真 佛祖 菩萨 上帝 教堂 寺庙 清真寺 礼拜 god jesus christ
    christian christians christianity catholic church churches pastor ministry ministries muslim islam mosque jewish
    temple buddhist hindu bible pray prayer prayers blessed bless blessing faith religious tithe`,
  politics: `党员 共产党 政治 选举 republican democrat political politics labor_union trade_union union_member`,
  service: `退伍 退伍军人 军人 参军 military army navy veteran veterans marine marines soldier`,
  orientation: `同性恋 gay lesbian transgender bisexual homosexual`,
  region: `北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南
    陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门 老家 家乡 农村 东北 老乡 本地人 外地人 hometown alabama alaska
    arizona arkansas california colorado connecticut delaware florida georgia hawaii idaho illinois indiana iowa kansas
    kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska nevada
    new_hampshire new_jersey new_mexico new_york north_carolina north_dakota ohio oklahoma oregon pennsylvania
    rhode_island south_carolina south_dakota tennessee texas utah vermont virginia washington west_virginia wisconsin
    wyoming nyc dc ca tx fl ny nj az los_angeles san_francisco san_diego chicago boston houston dallas atlanta miami
    las_vegas`,
} as const;

export type ProtectedAttribute = keyof typeof protectedTerms;
