import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/parts.css";
import { mount } from "svelte";
import App from "./App.svelte";
import { begin } from "./api/configuration";
import { attempt } from "./lib/loading.svelte";
import SignedOut from "./views/SignedOut.svelte";

const failure = await attempt(begin);
const target = document.getElementById("app")!;
if (failure) mount(SignedOut, { target, props: { failure } });
else mount(App, { target });
