"""The modal dialogs of the picker."""
