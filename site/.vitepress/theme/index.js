import { withBase } from "vitepress";
import theme from "vitepress/theme";
import "./style.css";

export default {
  extends: theme,
  enhanceApp({ router }) {
    // The pages of the API are not of this application: the browser loads them.
    router.onBeforeRouteChange = address => {
      const api = address.startsWith(withBase("/api/"));
      if (api) {
        location.assign(address);
      }
      return !api;
    };
  }
};
