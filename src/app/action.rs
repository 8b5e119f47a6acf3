//! [`Action`]: what the learner asked for with a key or the mouse. The key table says which key means which.

/// What the learner asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// One level up; at the list, quit.
    Leave,
    /// End forklore; asked a second time, kill what is left.
    Quit,
    /// Stop forklore as a job of the shell.
    Suspend,
    /// Draw everything anew.
    Redraw,
    /// Take the zoom off.
    Unzoom,
    /// Close the overlay.
    Close,
    /// Leave the search and show everything.
    EndSearch,
    /// Open or close the help.
    Help,
    /// To the next hit of the search.
    NextMatch,
    /// To the hit before.
    PrevMatch,
    /// Search the list, or the region with the focus.
    Search,
    /// The other language.
    Language,
    /// The next theme.
    Theme,
    /// Mouse on or off.
    ToggleMouse,
    /// Open the chosen lesson.
    Open,
    /// Start; pause and go on.
    TogglePause,
    /// Choose or scroll one row up.
    Prev,
    /// Choose or scroll one row down.
    Next,
    /// To the top.
    First,
    /// To the bottom.
    Last,
    /// Half a region up.
    HalfUp,
    /// Half a region down.
    HalfDown,
    /// One page of an overlay or list up.
    ScreenUp,
    /// One page of an overlay or list down.
    ScreenDown,
    /// Scroll sideways to the left.
    ScrollLeft,
    /// Scroll sideways to the right.
    ScrollRight,
    /// To the start of a region's rows.
    SeekStart,
    /// To the newest row; follow it again.
    SeekEnd,
    /// Clock faster.
    Faster,
    /// Clock slower.
    Slower,
    /// Clock at x1.
    SpeedReset,
    /// Act on what is chosen.
    Activate,
    /// The next region.
    FocusNext,
    /// The region before.
    FocusPrev,
    /// Story down while text is left, else the lesson's next page.
    NextPage,
    /// The lesson's page before.
    PrevPage,
    /// The next page of the lesson without scrolling.
    TurnPage,
    /// Run again from the start.
    RunAgain,
    /// Zoom the region with the focus, or back.
    Zoom,
    /// The lesson's next listing.
    NextListing,
    /// Show output without forklore's marks.
    RawOutput,
    /// Erase the character before the cursor.
    Erase,
    /// Confirm a text field.
    Confirm,
    /// Do what stands at this place of the overlay, from 1.
    Choose(u8),
    /// Turn a knob up.
    More,
    /// Turn a knob down.
    Less,
    /// Turn a knob back to where it was.
    DefaultValue,
    /// Step by one operation.
    Step,
    /// Step this process.
    StepProcess(u32),
    /// One event back.
    Back,
    /// One event forward.
    Forward,
    /// To the mark before.
    PrevMark,
    /// To the next mark.
    NextMark,
    /// Open all gates.
    GoLive,
    /// Every action by name.
    Palette,
    /// Show the keys that are pressed.
    ShowKeys,
    /// The screen for a projector.
    Present,
    /// Send a signal to the chosen process.
    Signal,
    /// Why it is stuck.
    Why,
    /// The next hint.
    Hint,
    /// The numbers that can be turned.
    Knobs,
    /// Edit the program.
    Edit,
    /// Back to the original program, or to no progress.
    Restore,
    /// A hundred runs.
    RunMany,
    /// Copy the schedule code.
    CopySchedule,
    /// Enter a schedule code.
    EnterSchedule,
    /// Save the trace.
    SaveTrace,
    /// Copy the region's text.
    CopyRegion,
}
