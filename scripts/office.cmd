@echo off
rem Double-click: installs what the office needs, then opens it in the browser. Closing this
rem window stops it. It is not among what the tests try.
cd /d "%~dp0.."
set "UV=uv"
where uv >nul 2>nul || winget install --silent --exact --id astral-sh.uv --accept-source-agreements --accept-package-agreements
set "PATH=%LOCALAPPDATA%\Microsoft\WinGet\Links;%PATH%"
where uv >nul 2>nul || set "UV=py -m uv"
%UV% --version >nul 2>nul || py -m pip install --user --quiet uv
%UV% run --locked --no-dev --extra portal planner office %*
if errorlevel 1 pause
