//! The words of the chrome in both languages (SCREENS.md §3). A word without a translation does not compile.

use crate::app::appearance::ThemeChoice;
use crate::lesson::{Language, PageKind, Region, StdoutMode};
use crate::trace::ObjectType;

/// A word or short phrase of the chrome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Word {
    /// A region's name.
    Region(Region),
    /// A kind of page.
    Page(PageKind),
    /// A type of object.
    Object(ObjectType),
    /// A way to buffer stdout.
    Stdout(StdoutMode),
    /// A theme's name.
    Theme(ThemeChoice),
    /// State of a process: not started.
    Created,
    /// Could move.
    Ready,
    /// Moves.
    Running,
    /// Waits for another process.
    Blocked,
    /// Waits for the clock.
    Sleeping,
    /// Stopped by a signal.
    Stopped,
    /// Ended, not reaped.
    Zombie,
    /// Vanished.
    Gone,
    /// Mode: gates are open.
    Live,
    /// Mode: nobody can ever move.
    Stuck,
    /// Mode: the run is over.
    Done,
    /// Mode: nothing was started.
    NoRunYet,
    /// Mode: the program is refused.
    Refused,
    /// Mode: the run broke down.
    Failed,
    /// The namespace was refused.
    BestEffort,
    /// Phase: the stage is being built.
    Starting,
    /// Phase: asked to pause.
    Pausing,
    /// Phase: paused.
    Paused,
    /// Phase: being ended.
    Stopping,
    /// Title of the graph.
    Graph,
    /// Title of the row of all states.
    Now,
    /// Title of the lesson list.
    Lessons,
    /// Title of the help.
    Help,
    /// The language of the screen, in the header.
    Language,
    /// Somebody waits.
    Waiting,
    /// Nobody waits.
    WaitingNone,
    /// A lock is held.
    HeldBy,
    /// A lock is free.
    Free,
    /// A torn line.
    Torn,
    /// Lane of a lock.
    LaneHolder,
    /// Lane of a semaphore.
    LaneCount,
    /// Lane of a queue.
    LaneItems,
    /// Lane of a pipe.
    LaneMessages,
    /// Lane of a pool.
    LaneTasks,
    /// Lane of a value.
    LaneValue,
    /// Under the newest cell of the lanes.
    NowBelow,
    /// A scrolled region says how to follow again.
    EndFollows,
}

impl Word {
    /// The word in a language.
    pub fn text(self, language: Language) -> &'static str {
        let [en, zh] = self.pair();
        match language {
            Language::En => en,
            Language::Zh => zh,
        }
    }

    /// The word in English and Chinese.
    pub fn pair(self) -> [&'static str; 2] {
        match self {
            Self::Region(region) => region_pair(region),
            Self::Page(kind) => page_pair(kind),
            Self::Object(type_) => object_pair(type_),
            Self::Stdout(mode) => stdout_pair(mode),
            Self::Theme(theme) => theme_pair(theme),
            Self::Created => ["created", "已创建"],
            Self::Ready => ["ready", "就绪"],
            Self::Running => ["running", "运行"],
            Self::Blocked => ["blocked", "阻塞"],
            Self::Sleeping => ["sleeping", "睡眠"],
            Self::Stopped => ["stopped", "已停止"],
            Self::Zombie => ["zombie", "僵尸"],
            Self::Gone => ["gone", "已消失"],
            Self::Live => ["LIVE", "实时"],
            Self::Stuck => ["STUCK", "卡住"],
            Self::Done => ["DONE", "结束"],
            Self::NoRunYet => ["NO RUN YET", "尚未运行"],
            Self::Refused => ["! REFUSED", "! 被拒绝"],
            Self::Failed => ["! NO RUN", "! 无法运行"],
            Self::BestEffort => ["BEST EFFORT", "尽力而为"],
            Self::Starting => ["starting", "正在启动"],
            Self::Pausing => ["pausing", "正在暂停"],
            Self::Paused => ["paused", "已暂停"],
            Self::Stopping => ["stopping", "正在结束"],
            Self::Graph => ["Graph", "等待图"],
            Self::Now => ["Now", "概览"],
            Self::Lessons => ["Lessons", "课程"],
            Self::Help => ["Help", "帮助"],
            Self::Language => ["en", "中文"],
            Self::Waiting => ["waiting", "等待者"],
            Self::WaitingNone => ["none", "无"],
            Self::HeldBy => ["held by", "持有者"],
            Self::Free => ["free", "空闲"],
            Self::Torn => ["torn", "断行"],
            Self::LaneHolder => ["holder", "持有者"],
            Self::LaneCount => ["count", "计数"],
            Self::LaneItems => ["items", "件数"],
            Self::LaneMessages => ["msgs", "消息"],
            Self::LaneTasks => ["tasks", "任务"],
            Self::LaneValue => ["value", "值"],
            Self::NowBelow => ["now", "现在"],
            Self::EndFollows => ["End follows", "End 跟随"],
        }
    }
}

fn region_pair(region: Region) -> [&'static str; 2] {
    match region {
        Region::Story => ["Story", "正文"],
        Region::Code => ["Code", "代码"],
        Region::Processes => ["Processes", "进程"],
        Region::Timeline => ["Timeline", "时间线"],
        Region::Objects => ["Objects", "对象"],
        Region::Output => ["Output", "输出"],
        Region::Log => ["Log", "日志"],
    }
}

fn page_pair(kind: PageKind) -> [&'static str; 2] {
    match kind {
        PageKind::Read => ["read", "读"],
        PageKind::Predict => ["predict", "猜"],
        PageKind::Run => ["run", "跑"],
        PageKind::Explain => ["explain", "讲"],
        PageKind::Try => ["try", "试"],
    }
}

fn object_pair(type_: ObjectType) -> [&'static str; 2] {
    match type_ {
        ObjectType::Lock => ["lock", "锁"],
        ObjectType::Rlock => ["rlock", "可重入锁"],
        ObjectType::Semaphore => ["semaphore", "信号量"],
        ObjectType::Queue => ["queue", "队列"],
        ObjectType::Pipe => ["pipe", "管道"],
        ObjectType::Pool => ["pool", "进程池"],
        ObjectType::Event => ["event", "事件"],
        ObjectType::Condition => ["condition", "条件变量"],
        ObjectType::Barrier => ["barrier", "栅栏"],
        ObjectType::Value => ["value", "共享值"],
        ObjectType::Array => ["array", "共享数组"],
    }
}

fn stdout_pair(mode: StdoutMode) -> [&'static str; 2] {
    match mode {
        StdoutMode::Terminal => ["terminal", "终端"],
        StdoutMode::Pipe => ["pipe", "管道"],
        StdoutMode::Unbuffered => ["unbuffered", "无缓冲"],
    }
}

fn theme_pair(theme: ThemeChoice) -> [&'static str; 2] {
    match theme {
        ThemeChoice::Auto => ["auto", "自动"],
        ThemeChoice::Dark => ["dark", "深色"],
        ThemeChoice::Light => ["light", "浅色"],
        ThemeChoice::HighContrast => ["high contrast", "高对比"],
        ThemeChoice::Sixteen => ["16 colors", "16 色"],
        ThemeChoice::NoColor => ["none", "无"],
    }
}
