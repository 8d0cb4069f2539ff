//! What people say, by chance that repeats itself: frequent words often, rare ones seldom, in many scripts.

/// splitmix64.
pub struct Dice(pub u64);

impl Dice {
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, sides: usize) -> usize {
        (self.throw() % sides.max(1) as u64) as usize
    }

    pub fn once_in(&mut self, sides: usize) -> bool {
        self.below(sides) == 0
    }

    /// From 0 to 1.
    pub fn share(&mut self) -> f64 {
        (self.throw() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Few low numbers often, many high ones seldom, as words and people are.
    pub fn seldom(&mut self, sides: usize) -> usize {
        let chance = self.share();
        ((((sides + 1) as f64).ln() * chance).exp() as usize - 1).min(sides - 1)
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub fn bytes(&mut self) -> [u8; 10] {
        let mut bytes = [0; 10];
        bytes[..8].copy_from_slice(&self.throw().to_be_bytes());
        bytes
    }
}

#[derive(Clone, Copy, PartialEq)]
pub enum Tongue {
    Many,
    Asian,
}

const EUROPE: &str = "the and to of we is it that for on you with tomorrow meeting lunch build release please thanks morning server \
    coffee und die der ist nicht heute straße grüße später können le les est pas déjà été café réunion mañana \
    gracias señor también qué привет завтра спасибо ещё встреча łódź dziękuję şimdi günaydın مرحبا شكرا اليوم שלום \
    नमस्ते धन्यवाद 😀 👍 🎉";
const ASIA: &str = "我们在上海开会 明天见 谢谢大家 北京的天气很好 今天吃什么 \
    東京タワーへ行きました 会議は明日です ありがとうございます お疲れ様でした 写真を送ります \
    안녕하세요 회의는 내일입니다 서울에서 만나요 감사합니다 สวัสดีครับ";
const SYLLABLES: &str = "ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu bra cle dri flo gru sta tre chi sho the an er in \
    or us el est ing ion ard";

pub struct Vocabulary {
    europe: Vec<&'static str>,
    asia: Vec<&'static str>,
    syllables: Vec<&'static str>,
}

impl Vocabulary {
    pub fn new() -> Self {
        let words = |words: &'static str| words.split_whitespace().collect();
        Vocabulary { europe: words(EUROPE), asia: words(ASIA), syllables: words(SYLLABLES) }
    }

    /// One of 64,000 words.
    pub fn rare(&self, dice: &mut Dice) -> String {
        let mut number = dice.seldom(64_000) + self.syllables.len();
        let mut word = String::new();
        while number > 0 {
            word.push_str(self.syllables[number % self.syllables.len()]);
            number /= self.syllables.len();
        }
        word
    }

    /// Every second speech outside of Asia says `common`.
    pub fn speech(&self, dice: &mut Dice, tongue: Tongue) -> String {
        let mut said = String::new();
        let length = if dice.once_in(100) { 150 } else { 2 + dice.below(16) };
        if tongue == Tongue::Many && dice.once_in(2) {
            said.push_str("common ");
        }
        for _ in 0..length {
            match dice.below(10) {
                _ if tongue == Tongue::Asian || dice.once_in(40) => said.push_str(dice.pick(&self.asia)),
                0..=4 => said.push_str(self.europe[dice.seldom(self.europe.len())]),
                _ => said.push_str(&self.rare(dice)),
            }
            said.push(' ');
        }
        if tongue == Tongue::Many && dice.once_in(33) {
            said.push_str(&format!("https://example.org/{}", dice.below(1_000_000)));
        }
        said.trim_end().to_owned()
    }
}
