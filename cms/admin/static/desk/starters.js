/* Starts Wagtail's choosers and inline panels from data attributes.
   Wagtail starts them by inline scripts, which the content policy of this product does not run. */
(() => {
  const { Controller } = window.StimulusModule;

  class ChooserController extends Controller {
    static values = { kind: String, field: String, config: Object };

    connect() {
      const starters = {
        date: window.initDateChooser,
        time: window.initTimeChooser,
        datetime: window.initDateTimeChooser,
      };
      starters[this.kindValue](this.fieldValue, this.configValue);
    }
  }

  class PanelController extends Controller {
    static values = { kind: String, options: Object };

    connect() {
      const Panel = this.kindValue === "inline" ? window.InlinePanel : window.MultipleChooserPanel;
      new Panel(this.optionsValue);
    }
  }

  class WidgetController extends Controller {
    static values = { maker: String, field: String, options: Object };

    connect() {
      if (this.makerValue === "createTaskChooser") {
        window.createTaskChooser(this.fieldValue);
      } else {
        new window[this.makerValue](this.fieldValue, this.optionsValue);
      }
    }
  }

  window.wagtail.app.register("kz-widget", WidgetController);
  window.wagtail.app.register("kz-chooser", ChooserController);
  window.wagtail.app.register("kz-panel", PanelController);
})();
