/** The keys, on the picture and on the whole page. */
class Keyboard {
  constructor(scroller, view, selection, search) {
    Object.assign(this, { scroller, view, selection, search });
    scroller.addEventListener("keydown", event => this.onPicture(event));
    document.addEventListener("keydown", event => this.anywhere(event));
  }

  onPicture(event) {
    const chosen = this.selection.bar >= 0;
    let used = true;
    switch (event.key) {
      case "ArrowLeft": chosen ? this.selection.stepInRow(-1) : this.view.pan(-this.view.span * 0.1); break;
      case "ArrowRight": chosen ? this.selection.stepInRow(1) : this.view.pan(this.view.span * 0.1); break;
      case "ArrowUp": chosen ? this.selection.stepRow(-1) : this.scroll(-40); break;
      case "ArrowDown": chosen ? this.selection.stepRow(1) : this.scroll(40); break;
      case "Tab": used = chosen && this.selection.step(event.shiftKey ? -1 : 1); break;
      case "Enter": chosen ? this.selection.goTo(this.selection.block) : this.selection.chooseNearMiddle(); break;
      default: used = false;
    }
    if (used) {
      event.preventDefault();
    }
  }

  anywhere(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select")) {
      return;
    }
    switch (event.key) {
      case "/": this.search.input.focus(); this.search.input.select(); break;
      case "+": case "=": this.zoom(1 / 1.5); break;
      case "-": this.zoom(1.5); break;
      case "0": this.view.whole(); break;
      case "Escape":
        if (this.selection.bar >= 0) {
          this.selection.choose(-1);
        } else {
          this.search.clear();
        }
        break;
      default: return;
    }
    event.preventDefault();
  }

  /** Zooms around the chosen bar, or the middle. */
  zoom(factor) {
    const { selection, view } = this;
    const time = selection.bar < 0 ? NaN : (selection.data.barStart[selection.bar] + selection.data.barEnd[selection.bar]) / 2;
    view.zoom(factor, time >= view.from && time <= view.to ? time : (view.from + view.to) / 2);
  }

  scroll(by) {
    this.scroller.scrollTop += by;
  }
}
