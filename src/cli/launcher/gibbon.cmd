@echo off
rem `gibbon` in a terminal of VS Code: runs the command line with the Node.js that the extension names in GIBBON_NODE.
setlocal
set ELECTRON_RUN_AS_NODE=1
if not defined GIBBON_NODE set GIBBON_NODE=node
"%GIBBON_NODE%" "%~dp0..\cli.cjs" %*
